import { z } from "zod";
import type { CommandHint, ShortcutHint } from "./protocol.ts";

/** What the workspace must know of the app: read from its manifest, as Slack does at installation. */
export type AppManifest = {
  readonly name: string;
  readonly commands: readonly CommandHint[];
  readonly shortcuts: readonly ShortcutHint[];
  readonly scopes: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly unfurlDomains: readonly string[];
  readonly messagesTabEnabled: boolean;
};

const schema = z.looseObject({
  display_information: z.looseObject({ name: z.string() }),
  features: z
    .looseObject({
      app_home: z.looseObject({ messages_tab_enabled: z.boolean().optional() }).optional(),
      slash_commands: z
        .array(z.looseObject({ command: z.string(), description: z.string(), usage_hint: z.string().optional() }))
        .optional(),
      shortcuts: z
        .array(
          z.looseObject({
            name: z.string(),
            type: z.enum(["global", "message"]),
            callback_id: z.string(),
            description: z.string(),
          }),
        )
        .optional(),
      unfurl_domains: z.array(z.string()).optional(),
    })
    .optional(),
  oauth_config: z
    .looseObject({
      scopes: z
        .looseObject({ bot: z.array(z.string()).optional(), bot_optional: z.array(z.string()).optional() })
        .optional(),
    })
    .optional(),
  settings: z
    .looseObject({
      event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).optional() }).optional(),
    })
    .optional(),
});

/** Reads a parsed manifest.yml; throws with the field's name when it is not one. */
export const readManifest = (manifest: unknown): AppManifest => {
  const read = schema.safeParse(manifest);
  if (!read.success) throw new Error(`the app's manifest cannot be read: ${z.prettifyError(read.error)}`);
  const { features, oauth_config, settings, display_information } = read.data;
  const scopes = oauth_config?.scopes;
  return {
    name: display_information.name,
    commands: (features?.slash_commands ?? []).map((entry) => ({
      command: entry.command,
      description: entry.description,
      usageHint: entry.usage_hint ?? "",
    })),
    shortcuts: (features?.shortcuts ?? []).map((entry) => ({
      name: entry.name,
      type: entry.type,
      callbackId: entry.callback_id,
      description: entry.description,
    })),
    scopes: new Set([...(scopes?.bot ?? []), ...(scopes?.bot_optional ?? [])]),
    events: new Set(settings?.event_subscriptions?.bot_events ?? []),
    unfurlDomains: features?.unfurl_domains ?? [],
    messagesTabEnabled: features?.app_home?.messages_tab_enabled !== false,
  };
};
