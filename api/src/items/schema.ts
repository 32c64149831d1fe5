// Limits repeat the CHECKs of the migrations, so that a caller hears of them as 400 with the field.
// PostgreSQL cannot store U+0000 in text, hence the pattern.
const item = {
  type: "object",
  required: ["id", "name", "note", "createdAt"],
  properties: {
    id: { type: "string", format: "uuid" },
    name: { type: "string" },
    note: { type: ["string", "null"] },
    createdAt: { type: "string", format: "date-time" },
  },
} as const;

export const createSchema = {
  body: {
    type: "object",
    required: ["name"],
    additionalProperties: false,
    properties: {
      name: {
        type: "string",
        minLength: 1,
        maxLength: 200,
        pattern: "^(?=\\s*\\S)[^\\u0000]*$",
      },
      note: { type: ["string", "null"], maxLength: 2000, pattern: "^[^\\u0000]*$" },
    },
  },
  response: { 201: item },
} as const;

export const findSchema = {
  params: {
    type: "object",
    required: ["id"],
    properties: { id: { type: "string", format: "uuid" } },
  },
  response: { 200: item },
} as const;

export const listSchema = {
  querystring: {
    type: "object",
    additionalProperties: false,
    properties: {
      // A text, since nothing is coerced: 1 to 100.
      limit: { type: "string", pattern: "^([1-9]\\d?|100)$" },
      cursor: { type: "string", minLength: 1, maxLength: 64 },
    },
  },
  response: {
    200: {
      type: "object",
      required: ["items", "next"],
      properties: {
        items: { type: "array", items: item },
        next: { type: ["string", "null"] },
      },
    },
  },
} as const;
