/** Tables of a statement: whether everything is kept (`ready`), and the leads of which something changed since (`said`). `zone` stands for the
 *  parameter with the firm's zone. */
export const readyAndSaid = (zone: string): string =>
  `ready AS MATERIALIZED (SELECT is_whole AND zone = report_clocks(${zone}) AS is_ready FROM report_rollups),
   said AS MATERIALIZED (SELECT lead_id FROM report_changes UNION SELECT lead_id FROM lead_count_deltas WHERE lead_id IS NOT NULL)`

export const IS_READY = '(SELECT is_ready FROM ready)'

/** By ids, so that few leads are not looked for among all. */
export const isSaid = (id: string): string => `${id} = ANY (ARRAY(SELECT lead_id FROM said))`
