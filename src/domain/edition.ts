/**
 * KooDrive is sold in two editions with the same paths and different rules: to companies
 * (`enterprise`) and through telecom carriers (`carrier`).
 */
export type Edition = "enterprise" | "carrier";
