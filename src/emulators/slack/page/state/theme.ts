/** `system` follows the machine's setting. */
export type Theme = "system" | "light" | "dark";

const KEY = "workspace.theme";

export const savedTheme = (): Theme => {
  const saved = localStorage.getItem(KEY);
  return saved === "light" || saved === "dark" ? saved : "system";
};

/** Shows the page in this theme, at once and on later visits. */
export const applyTheme = (theme: Theme): void => {
  if (theme === "system") {
    delete document.documentElement.dataset["theme"];
    localStorage.removeItem(KEY);
    return;
  }
  document.documentElement.dataset["theme"] = theme;
  localStorage.setItem(KEY, theme);
};

const isDark = (theme: Theme): boolean =>
  theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);

/** The theme that looks different from this one. */
export const otherTheme = (theme: Theme): Theme => (isDark(theme) ? "light" : "dark");
