-- Leads of imported history were offered to webhooks and never told of.
UPDATE webhook_endpoints SET events = array_remove(events, 'lead.imported') WHERE 'lead.imported' = ANY (events);
