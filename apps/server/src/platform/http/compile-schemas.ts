import type { AnySchema } from 'ajv'
import buildSerializer from 'fast-json-stringify'
import type { FastifyInstance } from 'fastify'

/** What a schema is compiled to: a check of data, a writer of JSON. */
type Compiled<T, R> = (data: T) => R

/**
 * Puts compiling off until the first data come, and does it once in the process for each schema: most of the hundreds of a
 * start are not asked for in its first minutes, and those that are constants serve each server that is built.
 */
export function compileWhenNeeded<T, R>(
  compile: (schema: AnySchema & object) => Compiled<T, R>,
): (schema: unknown) => Compiled<T, R> {
  const known = new WeakMap<object, Compiled<T, R>>()
  return given => {
    const schema = given as AnySchema & object
    let compiled: Compiled<T, R> | undefined
    return data => {
      compiled ??= known.get(schema) ?? compile(schema)
      known.set(schema, compiled)
      return compiled(data)
    }
  }
}

const serializerOf = compileWhenNeeded<unknown, string>(schema => buildSerializer(schema))

/** Writes answers as the schemas of their routes say, and leaves out what those do not name. */
export function serializeAnswers(app: FastifyInstance): void {
  app.setSerializerCompiler(({ schema }) => serializerOf(schema))
}
