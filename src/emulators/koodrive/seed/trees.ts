import { series, type Tree } from "./tree.ts";

/** What lies in the spaces of the company that the demo shows. */
export const TREES = {
  marketing: {
    folders: {
      "Campaigns 活动": {
        folders: {
          "Spring Launch 春季发布": {
            files: [
              "Spring Launch Brochure.pdf",
              "Spring Launch Press Kit.zip",
              "春季发布会 流程表.xlsx",
              "春季发布会 主题演讲.pptx",
              "Keynote Video Final.mp4",
              "Media List.xlsx",
              "Press Release EN.docx",
              "新闻稿 中文版.docx",
              "Budget 预算.xlsx",
              "Slogan Options.docx",
            ],
            folders: {
              "Photos 照片": { files: series("Launch photo {n}.jpg", 1, 24) },
              "Social Media 社交媒体": { files: [...series("Post {n}.png", 1, 10), "发布计划.xlsx", "Hashtags.txt"] },
            },
          },
          "Double Eleven 双十一": {
            files: ["双十一 活动方案.docx", "双十一 预算.xlsx", "Banner 1200x628.png", "复盘报告.pptx", "Coupons.csv"],
          },
        },
      },
      "Brand 品牌": {
        files: ["Brand Guidelines v3.pdf", "品牌手册.pdf", "Colour Palette.png", "Fonts.zip", "Tone of Voice.docx"],
        folders: {
          Logos: { files: ["logo.svg", "logo-white.svg", "logo-256.png", "logo-1024.png", "标志 中文.svg"] },
        },
      },
      "Market Research 市场调研": {
        files: [
          ...series("Customer interview {n}.docx", 1, 12),
          ...series("问卷结果 第{n}期.xlsx", 1, 6),
          "Competitor Overview.pptx",
        ],
      },
    },
    files: ["Team Contacts 通讯录.xlsx", "Welcome.docx", "Meeting Notes.docx", "Annual Plan 年度计划.pptx"],
  },
  engineering: {
    folders: {
      "Releases 版本": {
        files: [
          ...series("koodesk-2.{n}.0.exe", 0, 7),
          ...series("koodesk-2.{n}.0.dmg", 0, 7),
          ...series("Release notes 2.{n}.docx", 0, 7),
          "koodesk-latest.apk",
        ],
      },
      "Architecture 架构": {
        files: [
          "System Overview.pptx",
          "架构设计说明书.docx",
          "Data Model.png",
          "Sequence Diagrams.zip",
          "容量规划.xlsx",
        ],
        folders: { "Decisions 决策记录": { files: series("ADR {n}.docx", 1, 18) } },
      },
      "Test Reports 测试报告": {
        files: [...series("Nightly run {n}.xlsx", 1, 30), ...series("性能测试 第{n}轮.xlsx", 1, 8), "Coverage.zip"],
      },
      "Design Assets 设计素材": { files: [...series("Screen {n}.png", 1, 40), "Icons.zip", "界面规范.pdf"] },
    },
    files: [
      "Onboarding 新人指南.docx",
      "On-call Handbook.pdf",
      "Team Photo.jpg",
      "Roadmap 路线图.pptx",
      "build-agent.log",
    ],
  },
  finance: {
    folders: {
      "Reports 报表": {
        files: [
          ...series("{n}月 财务报表.xlsx", 1, 12),
          "Annual Report.pdf",
          "Quarterly Review Q1.pptx",
          "Quarterly Review Q2.pptx",
          "Quarterly Review Q3.pptx",
        ],
      },
      "Invoices 发票": { files: [...series("Invoice 2025-{n}.pdf", 1, 36), "发票台账.xlsx"] },
      "Contracts 合同": { files: [...series("供应商合同 {n}.pdf", 1, 10), "Lease Agreement.pdf", "NDA Template.docx"] },
    },
    files: ["Expense Policy 报销制度.pdf", "Budget Overview.xlsx", "Audit Checklist.docx"],
  },
  operations: {
    folders: {
      "Policies 制度": { files: ["Security Policy.pdf", "信息安全制度.pdf", "Travel Policy.docx", "考勤制度.docx"] },
      "IT Assets": { files: ["Laptop List.xlsx", "设备台账.xlsx", "VPN Setup.pdf", "Network Plan.png"] },
    },
    files: ["Office Map.png", "Holiday Calendar 假期表.xlsx"],
  },
  aurora: {
    folders: {
      "Customer Files 客户资料": {
        files: ["Requirements.docx", "需求说明.docx", "Statement of Work.pdf", "报价单.xlsx"],
      },
      "Recordings 会议录像": { files: [...series("Weekly sync {n}.mp4", 1, 8), ...series("Standup {n}.mp3", 1, 6)] },
      Deliverables: { files: ["Prototype.zip", "User Manual.pdf", "用户手册.pdf", "Acceptance Report.docx"] },
    },
    files: ["Project Plan 项目计划.xlsx", "Risk Register.xlsx", "Aurora Kickoff.pptx"],
  },
  readingClub: {
    files: ["Book List 书单.xlsx", "读书笔记.docx", "Meeting Room Booking.png"],
    folders: {},
  },
} as const satisfies Record<string, Tree>;

/** A personal space's content; a few names differ from person to person. */
export const personalTree = (name: string): Tree => ({
  folders: {
    "Documents 文档": { files: [`CV ${name}.docx`, "Notes.txt", "待办事项.xlsx", "Travel Expenses.xlsx"] },
    "Photos 照片": { files: series("IMG_20{n}.jpg", 1, 6) },
    "From Slack": {},
  },
  files: ["Draft.docx", "个人总结.docx", "Presentation.pptx"],
});
