import type { FastifyInstance } from "fastify";
import { decodeCursor, encodeCursor } from "../items/cursor.js";
import { createSchema, findSchema, listSchema } from "../items/schema.js";
import type { ItemStore } from "../items/store.js";
import { Problem } from "../problem.js";

const DEFAULT_LIMIT = 20;

interface NewItem {
  name: string;
  note?: string | null;
}

/** POST /items, GET /items/:id and GET /items (newest first, `limit` and `cursor`). */
export function itemRoutes(app: FastifyInstance, store: ItemStore): void {
  app.post<{ Body: NewItem }>("/items", { schema: createSchema }, async (request, reply) => {
    const item = await store.add(request.body.name, request.body.note ?? null);
    return reply.code(201).header("location", `/items/${item.id}`).send(item);
  });

  app.get<{ Params: { id: string } }>("/items/:id", { schema: findSchema }, async (request) => {
    const item = await store.find(request.params.id);
    if (item === undefined) throw new Problem(404, "There is no item with this id.");
    return item;
  });

  app.get<{ Querystring: { limit?: string; cursor?: string } }>(
    "/items",
    { schema: listSchema },
    async (request) => {
      const { limit, cursor } = request.query;
      const below = cursor === undefined ? null : decodeCursor(cursor);
      if (below === undefined) throw new Problem(400, "The cursor is not one of this service.");
      const page = await store.page(limit === undefined ? DEFAULT_LIMIT : Number(limit), below);
      return { items: page.items, next: page.next === null ? null : encodeCursor(page.next) };
    },
  );
}
