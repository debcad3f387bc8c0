import { nameToEmoji } from "gemoji";

/** Where Slack's name differs from the common one. */
const SLACK_NAMES: Readonly<Record<string, string>> = {
  thumbsup_all: "+1",
  large_green_circle: "green_circle",
  large_yellow_circle: "yellow_circle",
  large_orange_circle: "orange_circle",
  large_purple_circle: "purple_circle",
  large_red_square: "red_square",
  large_green_square: "green_square",
  simple_smile: "slightly_smiling_face",
  slightly_smiling_face: "slightly_smiling_face",
  hourglass_flowing_sand: "hourglass_flowing_sand",
  male_office_worker: "office_worker",
  shocked_face_with_exploding_head: "exploding_head",
  face_with_cowboy_hat: "cowboy_hat_face",
  white_frowning_face: "frowning_face",
  heavy_heart_exclamation_mark_ornament: "heavy_heart_exclamation",
  lower_left_ballpoint_pen: "pen",
  spiral_calendar_pad: "spiral_calendar",
  three_button_mouse: "computer_mouse",
  hammer_and_wrench: "hammer_and_wrench",
  the_horns: "metal",
  thinking_face: "thinking",
};

/** The character for `:name:`; `undefined` when there is no such emoji. */
export const emojiByName = (name: string): string | undefined =>
  nameToEmoji[SLACK_NAMES[name] ?? name] ?? nameToEmoji[name.replaceAll("-", "_")];

/** Replaces `:name:` in plain text. */
export const withEmoji = (text: string): string =>
  text.replaceAll(/:([a-z0-9_+'-]+):/g, (whole, name: string) => emojiByName(name) ?? whole);
