import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readMetadata, readViewValues } from "../../src/slack/view-values.ts";

const option = (value: string, label: string) => ({ value, text: { type: "plain_text", text: label } });
const STATE = {
  space: { space: { type: "external_select", selected_option: option("C1", "Marketing") } },
  files: { files: { type: "multi_external_select", selected_options: [option("F1", "a.pdf"), option("F2", "b.pdf")] } },
  comment: { comment: { type: "plain_text_input", value: "  hello \n" } },
  until: { until: { type: "datepicker", selected_date: "2026-12-01" } },
  recipients: { recipients: { type: "multi_users_select", selected_users: ["U1"] } },
  destination: { destination: { type: "conversations_select", selected_conversation: "C2" } },
};

describe("what a modal sends back", () => {
  it("is read by the id that is block and action at once", () => {
    const values = readViewValues(STATE);
    expect([...values.shown]).toEqual(Object.keys(STATE));
    expect(values.chosen("space")).toBe("C1");
    expect(values.chosenOption("space")).toEqual({ value: "C1", label: "Marketing" });
    expect(values.chosenOptions("files")).toEqual([
      { value: "F1", label: "a.pdf" },
      { value: "F2", label: "b.pdf" },
    ]);
    expect(values.text("comment")).toBe("hello");
    expect(values.date("until")).toBe("2026-12-01");
    expect(values.users("recipients")).toEqual(["U1"]);
    expect(values.conversation("destination")).toBe("C2");
  });

  it.each([
    ["nothing", undefined],
    ["null for all", Object.fromEntries(Object.keys(STATE).map((id) => [id, { [id]: null }]))],
    [
      "null in all",
      Object.fromEntries(
        Object.keys(STATE).map((id) => [
          id,
          {
            [id]: {
              value: null,
              selected_option: null,
              selected_options: null,
              selected_date: null,
              selected_users: null,
              selected_conversation: null,
            },
          },
        ]),
      ),
    ],
    ["another action", Object.fromEntries(Object.keys(STATE).map((id) => [id, { other: {} }]))],
    ["what is no object", "values"],
  ])("counts as not given when it is %s", (_name, state) => {
    const values = readViewValues(state);
    expect([
      values.chosen("space"),
      values.chosenOptions("files"),
      values.text("comment"),
      values.date("until"),
      values.users("recipients"),
      values.conversation("destination"),
    ]).toEqual([undefined, [], undefined, undefined, [], undefined]);
  });

  it("never throws, whatever it is", () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 4 }), (state) => {
        const values = readViewValues({ a: { a: state }, b: state });
        for (const read of [values.chosen, values.chosenOptions, values.text, values.date, values.users]) read("a");
        for (const read of [values.chosen, values.conversation, values.text]) read("b");
      }),
    );
  });
});

describe("what a modal carried unseen", () => {
  const shape = z.object({ shareId: z.string() });

  it.each([
    ['{"shareId":"1"}', { shareId: "1" }],
    ['{"shareId":1}', undefined],
    ["{}", undefined],
    ["null", undefined],
    ["", undefined],
    ["{", undefined],
  ])("%j", (text, expected) => {
    expect(readMetadata(shape, text)).toEqual(expected);
  });
});
