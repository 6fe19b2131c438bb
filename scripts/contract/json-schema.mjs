import { z } from 'zod';

/** Says `true` for "anything", and leaves out what only means "an integer that JavaScript can hold". */
function tidy(schema) {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
  }
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
  }
  if (
    typeof schema.additionalProperties === 'object' &&
    !Object.keys(schema.additionalProperties).length
  ) {
    schema.additionalProperties = true;
  }
}

/** JSON Schemas by name, which refer to one another below `prefix`. */
export function jsonSchemas(schemas, prefix) {
  const registry = z.registry();
  for (const [id, schema] of Object.entries(schemas)) {
    registry.add(schema, { id });
  }
  const made = z.toJSONSchema(registry, {
    uri: id => `${prefix}${id}`,
    override: ({ jsonSchema }) => tidy(jsonSchema)
  }).schemas;
  return Object.fromEntries(
    Object.keys(schemas).map(name => {
      const body = made[name];
      delete body.$schema;
      delete body.$id;
      return [name, body];
    })
  );
}
