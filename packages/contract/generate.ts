import openapiTS, { astToString, COMMENT_HEADER, type OpenAPI3 } from 'openapi-typescript'

/** The types that openapi-fetch reads, for the server's OpenAPI document: the text of src/generated/openapi.d.ts. */
export async function typesOf(document: OpenAPI3): Promise<string> {
  return COMMENT_HEADER + astToString(await openapiTS(document))
}
