/** Tables of a statement: whether everything is kept (`ready`), and the leads that changed since (`said`). `zone` stands for the parameter with the
 *  firm's zone. */
export const readyAndSaid = (
  zone: string,
  {
    /** Those with which something was done, too. */
    withDeeds = false,
    /** What became of leads in stages has to be by the order that these have now. */
    withPassages = false,
  } = {},
): string =>
  `ready AS MATERIALIZED (SELECT is_whole AND zone = report_clocks(${zone})
     ${withPassages ? 'AND passages_up_to IS NULL AND stage_order = report_stage_order()' : ''} AS is_ready FROM report_rollups),
   said AS MATERIALIZED (SELECT lead_id FROM report_changes ${withDeeds ? '' : 'WHERE NOT is_deed'} UNION SELECT lead_id FROM lead_count_deltas WHERE lead_id IS NOT NULL)`

export const IS_READY = '(SELECT is_ready FROM ready)'

/** By ids, so that few leads are not looked for among all. */
export const isSaid = (id: string): string => `${id} = ANY (ARRAY(SELECT lead_id FROM said))`
