import { z } from "zod";

const revoked = z.object({ tokens: z.object({ bot: z.array(z.string()).catch([]) }) });

/** Whether the app itself has lost its token; people's own tokens, which it does not use, may be revoked one by one. */
export const readBotRevoked = (event: unknown): boolean => {
  const parsed = revoked.safeParse(event);
  return parsed.success && parsed.data.tokens.bot.length > 0;
};
