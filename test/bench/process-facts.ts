import { readFile } from "node:fs/promises";

/** Resident memory in megabytes (10^6 bytes): now, and the most it ever was. Linux only; NaN elsewhere. */
export const memoryOf = async (pid: number): Promise<{ readonly now: number; readonly peak: number }> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const megabytes = (name: string): number =>
    (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? Number.NaN) * 1024) / 1e6;
  return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
};

// Linux counts in hundredths of a second, whatever the kernel was built with.
const MS_PER_TICK = 10;

/** Milliseconds of processor time so far, in the program and in the system for it. Linux only; NaN elsewhere. */
export const processorMsOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name of the program comes second and may hold spaces: count from its closing bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) * MS_PER_TICK;
};
