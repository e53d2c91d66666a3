-- Minutes of work within which a lead of this source is to be contacted, whatever its score: the score of a lead moves, and what was answered in time
-- would move with it. Lists and reports ask it. The last is what counts where nobody set a target.
CREATE FUNCTION response_target_of(source text) RETURNS int LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT t.minutes FROM response_targets t WHERE lower(t.source) = lower(response_target_of.source) AND NOT t.is_hot LIMIT 1),
    (SELECT t.minutes FROM response_targets t WHERE t.source IS NULL AND NOT t.is_hot),
    15)
$$;
