import {
  AppWindow,
  Archive,
  ArrowDown,
  ArrowLeft,
  Calendar,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  CircleAlert,
  CircleCheck,
  Cloud,
  EllipsisVertical,
  ExternalLink,
  Eye,
  File,
  Globe,
  Hash,
  House,
  type IconNode,
  Info,
  Lock,
  Menu,
  MessageSquareReply,
  Moon,
  Paperclip,
  Plus,
  Send,
  Shield,
  SlidersHorizontal,
  Sun,
  Trash2,
  TriangleAlert,
  Unplug,
  UserPlus,
  Users,
  X,
  Zap,
} from "lucide";
import { createElement, type VNode } from "preact";

const ICONS = {
  alert: CircleAlert,
  app: AppWindow,
  archive: Archive,
  attach: Paperclip,
  back: ArrowLeft,
  calendar: Calendar,
  check: Check,
  close: X,
  cloud: Cloud,
  demo: SlidersHorizontal,
  done: CircleCheck,
  down: ChevronDown,
  external: ExternalLink,
  eye: Eye,
  file: File,
  globe: Globe,
  hash: Hash,
  home: House,
  info: Info,
  invite: UserPlus,
  latest: ArrowDown,
  left: ChevronLeft,
  lock: Lock,
  menu: Menu,
  moon: Moon,
  more: EllipsisVertical,
  people: Users,
  plus: Plus,
  reply: MessageSquareReply,
  right: ChevronRight,
  send: Send,
  shield: Shield,
  shortcut: Zap,
  sun: Sun,
  trash: Trash2,
  unplugged: Unplug,
  warning: TriangleAlert,
} as const satisfies Readonly<Record<string, IconNode>>;

export type IconName = keyof typeof ICONS;

/** A sign for the eye only: what it means must also stand in words. */
export const Icon = ({ name }: { readonly name: IconName }): VNode => (
  <svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.9"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {ICONS[name].map(([tag, attributes], index) => createElement(tag, { key: index, ...attributes }))}
  </svg>
);
