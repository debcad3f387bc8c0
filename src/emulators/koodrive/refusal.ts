/** The drive says no, with a business code of the documents' error list. */
export class Refusal extends Error {
  override readonly name: string = "Refusal";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The gateway before the drive says no, in the gateway's own shape. */
export class GatewayRefusal extends Error {
  override readonly name: string = "GatewayRefusal";
  readonly status: number;
  readonly errorCode: string;

  constructor(status: number, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

/** The documents' codes that this emulator uses (api.md 3.2). */
export const CODE = {
  invalid: 13000102,
  noSpace: 13000301,
  fileNotInSpace: 13000302,
  notInBin: 13000303,
  targetAbnormal: 13000304,
  targetRecycled: 13000305,
  recycled: 13000306,
  nested: 13000307,
  notFound: 13000309,
  spaceFull: 13000311,
  alreadyThere: 13000312,
  notOnFolder: 13000406,
  noPermission: 13000410,
  filesNotInSpace: 13000411,
  spaceInactive: 13000412,
  searchTypeUnknown: 13000413,
  searchTypeEmpty: 13000414,
} as const;

export const invalid = (message: string): Refusal =>
  new Refusal(CODE.invalid, `Parameter verification failed: ${message}`);
