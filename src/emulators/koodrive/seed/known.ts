import { containerIdOf } from "../ids.ts";
import { seededFileId } from "./tree.ts";

const user = (name: string, handle: string, digits: string) =>
  ({
    id: `16817591803248444${digits}`,
    name,
    email: `${handle}@lantern-works.example`,
    /** The container id of this person's own space. */
    personal: containerIdOf(handle, `16817591830846964${digits}`),
  }) as const;

const space = (key: string, digits: string) => ({ id: containerIdOf(key, `16847110526606908${digits}`) }) as const;

const file = (spaceKey: string, digits: string, path: string) =>
  ({
    id: seededFileId(spaceKey, path),
    containerId: space(spaceKey, digits).id,
    name: path.slice(path.lastIndexOf("/") + 1),
  }) as const;

const SPRING = "Campaigns 活动/Spring Launch 春季发布";

/** Ids of the `company` seed that tests and the demo may rely on: they never change. */
export const SEED = {
  tenantId: "1681759180324800000",
  orgId: "1681759180324800001",
  orgName: "Lantern Works 灯笼工坊",
  users: {
    mei: user("Mei Lin 林美", "mei.lin", "17"),
    tom: user("Tom Baker", "tom.baker", "18"),
    ada: user("Ada Okafor", "ada.okafor", "19"),
    wang: user("Wang Fang 王芳", "wang.fang", "20"),
    jonas: user("Jonas Weber", "jonas.weber", "21"),
    yusuf: user("Yusuf Kaya", "yusuf.kaya", "22"),
    chen: user("Chen Hao 陈昊", "chen.hao", "23"),
  },
  departments: {
    marketing: { id: "1681759180324850001", name: "Marketing 市场部" },
    engineering: { id: "1681759180324850002", name: "Engineering 研发部" },
    finance: { id: "1681759180324850003", name: "Finance 财务部" },
    operations: { id: "1681759180324850004", name: "Operations 运营部" },
  },
  groups: {
    aurora: { id: "1681759180324860001", name: "Project Aurora 极光项目组" },
    readingClub: { id: "1681759180324860002", name: "Reading Club 读书会" },
  },
  spaces: {
    marketing: space("marketing", "18"),
    engineering: space("engineering", "19"),
    finance: space("finance", "20"),
    operations: space("operations", "21"),
    aurora: space("aurora", "22"),
    readingClub: space("readingClub", "23"),
  },
  files: {
    /** In Marketing. */
    brochure: file("marketing", "18", `${SPRING}/Spring Launch Brochure.pdf`),
    pressKit: file("marketing", "18", `${SPRING}/Spring Launch Press Kit.zip`),
    keynote: file("marketing", "18", `${SPRING}/春季发布会 主题演讲.pptx`),
    springFolder: file("marketing", "18", SPRING),
    brandFolder: file("marketing", "18", "Brand 品牌"),
    contacts: file("marketing", "18", "Team Contacts 通讯录.xlsx"),
    welcome: file("marketing", "18", "Welcome.docx"),
    /** In Engineering. */
    roadmap: file("engineering", "19", "Roadmap 路线图.pptx"),
    testReports: file("engineering", "19", "Test Reports 测试报告"),
    /** In Finance. */
    annualReport: file("finance", "20", "Reports 报表/Annual Report.pdf"),
  },
  policies: {
    deleteUnused: "300000000000000001",
    downgradeFree: "300000000000000002",
    clearBin: "300000000000000003",
  },
} as const;

/** The id of a seeded file in somebody's own space, e.g. `personalFileId("mei", "Draft.docx")`. */
export const personalFileId = (userKey: keyof typeof SEED.users, path: string): string => seededFileId(userKey, path);
