-- Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit.

DELETE FROM crm.col;
INSERT INTO crm.col (tbl, col, type, place, key, target, hard, otherwise, along, part) VALUES
  ('member', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('member', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('member', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('member', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'name', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'role', 'text', 9, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'department', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'superior_id', 'uuid', 11, NULL, 'member', false, NULL, NULL, NULL),
  ('member', 'email', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'active', 'boolean', 13, NULL, NULL, false, '1', NULL, NULL),
  ('member', 'limits', 'json', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'deputy_id', 'uuid', 15, NULL, 'member', false, NULL, NULL, NULL),
  ('member', 'away_from', 'date', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('member', 'away_until', 'date', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('customer', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('customer', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('customer', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'name', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'kind', 'text', 9, NULL, NULL, false, 'company', NULL, NULL),
  ('customer', 'status', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'source', 'text', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'industry', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'country', 'text', 13, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'region', 'text', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'city', 'text', 15, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'postal_code', 'text', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'address', 'text', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'phone', 'text', 18, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'fax', 'text', 19, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'email', 'text', 20, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'website', 'text', 21, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'tax_id', 'text', 22, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'external_id', 'text', 23, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'level', 'text', 24, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'payment_terms', 'text', 25, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'currency', 'text', 26, NULL, NULL, false, NULL, NULL, NULL),
  ('customer', 'owned_since', 'timestamptz', 27, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('contact', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('contact', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('contact', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'customer_id', 'uuid', 8, NULL, 'customer', false, NULL, NULL, NULL),
  ('contact', 'name', 'text', 9, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'title', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'birthday', 'date', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'part', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('contact', 'is_primary', 'boolean', 13, NULL, NULL, false, '0', NULL, NULL),
  ('contact', 'external_id', 'text', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('playbook', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('playbook', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('playbook', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'name', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'version', 'bigint', 9, NULL, NULL, false, '1', NULL, NULL),
  ('playbook', 'title', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'title_zh', 'text', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'business', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'in_use', 'boolean', 13, NULL, NULL, false, '0', NULL, NULL),
  ('playbook', 'is_default', 'boolean', 14, NULL, NULL, false, '0', NULL, NULL),
  ('playbook', 'source', 'text', 15, NULL, NULL, false, NULL, NULL, NULL),
  ('playbook', 'content', 'json', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('product', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('product', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('product', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'name', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'code', 'text', 9, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'category', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'unit', 'text', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'list_price_minor', 'bigint', 12, NULL, NULL, false, NULL, '{list_price_currency}', 'list_price_minor'),
  ('product', 'list_price_currency', 'text', 13, NULL, NULL, false, NULL, '{list_price_minor}', 'list_price_minor'),
  ('product', 'floor_price_minor', 'bigint', 14, NULL, NULL, false, NULL, '{floor_price_currency}', 'floor_price_minor'),
  ('product', 'floor_price_currency', 'text', 15, NULL, NULL, false, NULL, '{floor_price_minor}', 'floor_price_minor'),
  ('product', 'cost_minor', 'bigint', 16, NULL, NULL, false, NULL, '{cost_currency}', 'cost_minor'),
  ('product', 'cost_currency', 'text', 17, NULL, NULL, false, NULL, '{cost_minor}', 'cost_minor'),
  ('product', 'valid_from', 'date', 18, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'valid_until', 'date', 19, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'status', 'text', 20, NULL, NULL, false, 'active', NULL, NULL),
  ('product', 'description', 'text', 21, NULL, NULL, false, NULL, NULL, NULL),
  ('product', 'external_id', 'text', 22, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('opportunity', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('opportunity', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'customer_id', 'uuid', 8, NULL, 'customer', true, NULL, NULL, NULL),
  ('opportunity', 'title', 'text', 9, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'acquired_on', 'date', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'expected_close', 'date', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'amount_minor', 'bigint', 12, NULL, NULL, false, NULL, '{amount_currency}', 'amount_minor'),
  ('opportunity', 'amount_currency', 'text', 13, NULL, NULL, false, NULL, '{amount_minor}', 'amount_minor'),
  ('opportunity', 'stage', 'text', 14, NULL, NULL, false, NULL, '{outcome,outcome_reason,closed_at,closed_stage,stage_since}', 'stage'),
  ('opportunity', 'stage_since', 'timestamptz', 15, NULL, NULL, false, NULL, '{stage,outcome,outcome_reason,closed_at,closed_stage}', 'stage'),
  ('opportunity', 'probability', 'bigint', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'current_problem', 'text', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'playbook_id', 'uuid', 18, NULL, 'playbook', false, NULL, NULL, NULL),
  ('opportunity', 'outcome', 'text', 19, NULL, NULL, false, NULL, '{stage,outcome_reason,closed_at,closed_stage,stage_since}', 'stage'),
  ('opportunity', 'outcome_reason', 'text', 20, NULL, NULL, false, NULL, '{stage,outcome,closed_at,closed_stage,stage_since}', 'stage'),
  ('opportunity', 'lesson', 'text', 21, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'closed_at', 'timestamptz', 22, NULL, NULL, false, NULL, '{stage,outcome,outcome_reason,closed_stage,stage_since}', 'stage'),
  ('opportunity', 'closed_stage', 'text', 23, NULL, NULL, false, NULL, '{stage,outcome,outcome_reason,closed_at,stage_since}', 'stage'),
  ('opportunity', 'risk_flag', 'boolean', 24, NULL, NULL, false, '0', NULL, NULL),
  ('opportunity', 'note', 'text', 25, NULL, NULL, false, NULL, NULL, NULL),
  ('opportunity', 'order_id', 'uuid', 26, NULL, 'order', false, NULL, NULL, NULL),
  ('opportunity', 'external_id', 'text', 27, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('quote', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('quote', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('quote', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'number', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'version', 'bigint', 9, NULL, NULL, false, '1', NULL, NULL),
  ('quote', 'status', 'text', 10, NULL, NULL, false, 'draft', '{submitted_at,submitted_by_id,approved_at,approved_by_id,accepted_at}', 'status'),
  ('quote', 'opportunity_id', 'uuid', 11, NULL, 'opportunity', true, NULL, NULL, NULL),
  ('quote', 'title', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'discount', 'bigint', 13, NULL, NULL, false, '0', NULL, NULL),
  ('quote', 'amount_minor', 'bigint', 14, NULL, NULL, false, NULL, '{amount_currency}', 'amount_minor'),
  ('quote', 'amount_currency', 'text', 15, NULL, NULL, false, NULL, '{amount_minor}', 'amount_minor'),
  ('quote', 'currency', 'text', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'incoterm', 'text', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'port_from', 'text', 18, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'port_to', 'text', 19, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'valid_until', 'date', 20, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'payment_terms', 'text', 21, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'delivery_time', 'text', 22, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'language', 'text', 23, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'note', 'text', 24, NULL, NULL, false, NULL, NULL, NULL),
  ('quote', 'submitted_at', 'timestamptz', 25, NULL, NULL, false, NULL, '{status,submitted_by_id,approved_at,approved_by_id,accepted_at}', 'status'),
  ('quote', 'submitted_by_id', 'uuid', 26, NULL, 'member', false, NULL, '{status,submitted_at,approved_at,approved_by_id,accepted_at}', 'status'),
  ('quote', 'approved_at', 'timestamptz', 27, NULL, NULL, false, NULL, '{status,submitted_at,submitted_by_id,approved_by_id,accepted_at}', 'status'),
  ('quote', 'approved_by_id', 'uuid', 28, NULL, 'member', false, NULL, '{status,submitted_at,submitted_by_id,approved_at,accepted_at}', 'status'),
  ('quote', 'accepted_at', 'timestamptz', 29, NULL, NULL, false, NULL, '{status,submitted_at,submitted_by_id,approved_at,approved_by_id}', 'status'),
  ('quote', 'supersedes_id', 'uuid', 30, NULL, 'quote', false, NULL, NULL, NULL),
  ('quote', 'external_id', 'text', 31, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('order', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('order', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('order', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'number', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'customer_id', 'uuid', 9, NULL, 'customer', true, NULL, NULL, NULL),
  ('order', 'opportunity_id', 'uuid', 10, NULL, 'opportunity', false, NULL, NULL, NULL),
  ('order', 'quote_id', 'uuid', 11, NULL, 'quote', false, NULL, NULL, NULL),
  ('order', 'status', 'text', 12, NULL, NULL, false, 'open', '{closed_at,closing_reason}', 'status'),
  ('order', 'title', 'text', 13, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'discount', 'bigint', 14, NULL, NULL, false, '0', NULL, NULL),
  ('order', 'amount_minor', 'bigint', 15, NULL, NULL, false, NULL, '{amount_currency}', 'amount_minor'),
  ('order', 'amount_currency', 'text', 16, NULL, NULL, false, NULL, '{amount_minor}', 'amount_minor'),
  ('order', 'currency', 'text', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'incoterm', 'text', 18, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'port_from', 'text', 19, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'port_to', 'text', 20, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'payment_terms', 'text', 21, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'customer_number', 'text', 22, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'signed_on', 'date', 23, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'delivery', 'date', 24, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'arrival', 'date', 25, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'first_delivery', 'date', 26, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'delivered', 'date', 27, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'closed_at', 'timestamptz', 28, NULL, NULL, false, NULL, '{status,closing_reason}', 'status'),
  ('order', 'closing_reason', 'text', 29, NULL, NULL, false, NULL, '{status,closed_at}', 'status'),
  ('order', 'note', 'text', 30, NULL, NULL, false, NULL, NULL, NULL),
  ('order', 'playbook_id', 'uuid', 31, NULL, 'playbook', false, NULL, NULL, NULL),
  ('order', 'external_id', 'text', 32, NULL, NULL, false, NULL, NULL, NULL),
  ('reminder', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('reminder', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('reminder', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('reminder', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('reminder', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('reminder', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('reminder', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('reminder', 'text', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('reminder', 'due_on', 'date', 9, NULL, NULL, false, NULL, '{due_at}', 'due_on'),
  ('reminder', 'due_at', 'timestamptz', 10, NULL, NULL, false, NULL, '{due_on}', 'due_on'),
  ('reminder', 'repeat', 'text', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('reminder', 'important', 'boolean', 12, NULL, NULL, false, '0', NULL, NULL),
  ('reminder', 'urgent', 'boolean', 13, NULL, NULL, false, '0', NULL, NULL),
  ('reminder', 'state', 'text', 14, NULL, NULL, false, 'open', '{done_at,snoozed_until_on,snoozed_until_at}', 'state'),
  ('reminder', 'done_at', 'timestamptz', 15, NULL, NULL, false, NULL, '{state,snoozed_until_on,snoozed_until_at}', 'state'),
  ('reminder', 'snoozed_until_on', 'date', 16, NULL, NULL, false, NULL, '{state,done_at,snoozed_until_at}', 'state'),
  ('reminder', 'snoozed_until_at', 'timestamptz', 17, NULL, NULL, false, NULL, '{state,done_at,snoozed_until_on}', 'state'),
  ('reminder', 'about_kind', 'text', 18, NULL, NULL, false, NULL, '{about_id}', 'about_kind'),
  ('reminder', 'about_id', 'uuid', 19, NULL, '*', false, NULL, '{about_kind}', 'about_kind'),
  ('reminder', 'customer_id', 'uuid', 20, NULL, 'customer', false, NULL, NULL, NULL),
  ('reminder', 'for_id', 'uuid', 21, NULL, 'member', false, NULL, NULL, NULL),
  ('reminder', 'external_id', 'text', 22, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('followup', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('followup', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('followup', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'customer_id', 'uuid', 8, NULL, 'customer', true, NULL, NULL, NULL),
  ('followup', 'kind', 'text', 9, NULL, NULL, false, 'other', NULL, NULL),
  ('followup', 'at_on', 'date', 10, NULL, NULL, false, NULL, '{at_at}', 'at_on'),
  ('followup', 'at_at', 'timestamptz', 11, NULL, NULL, false, NULL, '{at_on}', 'at_on'),
  ('followup', 'text', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'judgement', 'text', 13, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'next_step', 'text', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'next_due_on', 'date', 15, NULL, NULL, false, NULL, '{next_due_at}', 'next_due_on'),
  ('followup', 'next_due_at', 'timestamptz', 16, NULL, NULL, false, NULL, '{next_due_on}', 'next_due_on'),
  ('followup', 'reminder_id', 'uuid', 17, NULL, 'reminder', false, NULL, NULL, NULL),
  ('followup', 'amount_minor', 'bigint', 18, NULL, NULL, false, NULL, '{amount_currency}', 'amount_minor'),
  ('followup', 'amount_currency', 'text', 19, NULL, NULL, false, NULL, '{amount_minor}', 'amount_minor'),
  ('followup', 'external_id', 'text', 20, NULL, NULL, false, NULL, NULL, NULL),
  ('followup', 'order_id', 'uuid', 21, NULL, 'order', false, NULL, NULL, NULL),
  ('followup', 'opportunity_id', 'uuid', 22, NULL, 'opportunity', false, NULL, NULL, NULL),
  ('followup', 'author_id', 'uuid', 23, NULL, 'member', false, NULL, NULL, NULL),
  ('document', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('document', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('document', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('document', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'about_kind', 'text', 8, NULL, NULL, false, NULL, '{about_id}', 'about_kind'),
  ('document', 'about_id', 'uuid', 9, NULL, '*', false, NULL, '{about_kind}', 'about_kind'),
  ('document', 'name', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'kind', 'text', 11, NULL, NULL, false, 'other', NULL, NULL),
  ('document', 'version', 'bigint', 12, NULL, NULL, false, '1', NULL, NULL),
  ('document', 'path', 'text', 13, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'url', 'text', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'size', 'bigint', 15, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'sha256', 'text', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('document', 'external_id', 'text', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('stage_change', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('stage_change', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'opportunity_id', 'uuid', 8, NULL, 'opportunity', true, NULL, NULL, NULL),
  ('stage_change', 'from_stage', 'text', 9, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'to_stage', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'at', 'timestamptz', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'by_id', 'uuid', 12, NULL, 'member', false, NULL, NULL, NULL),
  ('stage_change', 'seconds', 'bigint', 13, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'forced', 'boolean', 14, NULL, NULL, false, '0', NULL, NULL),
  ('stage_change', 'reason', 'text', 15, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'missing', 'text', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'amount_minor', 'bigint', 17, NULL, NULL, false, NULL, '{amount_currency}', 'amount_minor'),
  ('stage_change', 'amount_currency', 'text', 18, NULL, NULL, false, NULL, '{amount_minor}', 'amount_minor'),
  ('stage_change', 'probability', 'bigint', 19, NULL, NULL, false, NULL, NULL, NULL),
  ('stage_change', 'playbook_id', 'uuid', 20, NULL, 'playbook', false, NULL, NULL, NULL),
  ('share', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('share', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('share', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('share', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('share', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('share', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('share', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('share', 'about_kind', 'text', 8, NULL, NULL, false, NULL, '{about_id}', 'about_kind'),
  ('share', 'about_id', 'uuid', 9, NULL, '*', false, NULL, '{about_kind}', 'about_kind'),
  ('share', 'member_id', 'uuid', 10, NULL, 'member', false, NULL, NULL, NULL),
  ('share', 'role', 'text', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('share', 'department', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('share', 'access', 'text', 13, NULL, NULL, false, 'read', NULL, NULL),
  ('share', 'part', 'text', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('guidance', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('guidance', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('guidance', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('guidance', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('guidance', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('guidance', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('guidance', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('guidance', 'about_kind', 'text', 8, NULL, NULL, false, NULL, '{about_id}', 'about_kind'),
  ('guidance', 'about_id', 'uuid', 9, NULL, '*', false, NULL, '{about_kind}', 'about_kind'),
  ('guidance', 'kind', 'text', 10, NULL, NULL, false, 'guide', NULL, NULL),
  ('guidance', 'text', 'text', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('guidance', 'author_id', 'uuid', 12, NULL, 'member', false, NULL, NULL, NULL),
  ('guidance', 'for_id', 'uuid', 13, NULL, 'member', false, NULL, NULL, NULL),
  ('guidance', 'state', 'text', 14, NULL, NULL, false, 'open', '{answered_at}', 'state'),
  ('guidance', 'answers_id', 'uuid', 15, NULL, 'guidance', false, NULL, NULL, NULL),
  ('guidance', 'answered_at', 'timestamptz', 16, NULL, NULL, false, NULL, '{state}', 'state'),
  ('guidance', 'important', 'boolean', 17, NULL, NULL, false, '0', NULL, NULL),
  ('guidance', 'urgent', 'boolean', 18, NULL, NULL, false, '0', NULL, NULL),
  ('notice', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('notice', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('notice', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('notice', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('notice', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('notice', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('notice', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('notice', 'for_id', 'uuid', 8, NULL, 'member', false, NULL, NULL, NULL),
  ('notice', 'kind', 'text', 9, NULL, NULL, false, 'changed', NULL, NULL),
  ('notice', 'about_kind', 'text', 10, NULL, NULL, false, NULL, '{about_id}', 'about_kind'),
  ('notice', 'about_id', 'uuid', 11, NULL, '*', false, NULL, '{about_kind}', 'about_kind'),
  ('notice', 'command', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('notice', 'fields', 'text', 13, NULL, NULL, false, NULL, NULL, NULL),
  ('notice', 'number', 'bigint', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('notice', 'by_id', 'uuid', 15, NULL, 'member', false, NULL, NULL, NULL),
  ('notice', 'detail', 'text', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('notice', 'read_at', 'timestamptz', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('step', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('step', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('step', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'order_id', 'uuid', 8, NULL, 'order', true, NULL, NULL, NULL),
  ('step', 'place', 'bigint', 9, NULL, NULL, false, '1', NULL, NULL),
  ('step', 'key', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'name', 'text', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'department', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'member_id', 'uuid', 13, NULL, 'member', false, NULL, NULL, NULL),
  ('step', 'important', 'boolean', 14, NULL, NULL, false, '0', NULL, NULL),
  ('step', 'plan', 'text', 15, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'planned', 'date', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'first_planned', 'date', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'started_on', 'date', 18, NULL, NULL, false, NULL, '{started_at}', 'started_on'),
  ('step', 'started_at', 'timestamptz', 19, NULL, NULL, false, NULL, '{started_on}', 'started_on'),
  ('step', 'done_on', 'date', 20, NULL, NULL, false, NULL, '{status,blocked_reason,reason,done_at,done_by_id}', 'status'),
  ('step', 'done_at', 'timestamptz', 21, NULL, NULL, false, NULL, '{status,blocked_reason,reason,done_on,done_by_id}', 'status'),
  ('step', 'done_by_id', 'uuid', 22, NULL, 'member', false, NULL, '{status,blocked_reason,reason,done_on,done_at}', 'status'),
  ('step', 'status', 'text', 23, NULL, NULL, false, 'open', '{blocked_reason,reason,done_on,done_at,done_by_id}', 'status'),
  ('step', 'result', 'text', 24, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'note', 'text', 25, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'reason', 'text', 26, NULL, NULL, false, NULL, '{status,blocked_reason,done_on,done_at,done_by_id}', 'status'),
  ('step', 'blocked_reason', 'text', 27, NULL, NULL, false, NULL, '{status,reason,done_on,done_at,done_by_id}', 'status'),
  ('step', 'duty', 'text', 28, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'duty_for', 'text', 29, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'duty_due', 'text', 30, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'duty_alarm_days', 'bigint', 31, NULL, NULL, false, NULL, NULL, NULL),
  ('step', 'delivers', 'boolean', 32, NULL, NULL, false, '0', NULL, NULL),
  ('step', 'closes', 'boolean', 33, NULL, NULL, false, '0', NULL, NULL),
  ('payment', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('payment', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('payment', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('payment', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'order_id', 'uuid', 8, NULL, 'order', true, NULL, NULL, NULL),
  ('payment', 'kind', 'text', 9, NULL, NULL, false, 'planned', NULL, NULL),
  ('payment', 'label', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'share', 'bigint', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'amount_minor', 'bigint', 12, NULL, NULL, false, NULL, '{amount_currency,counted_minor,counted_currency,rate}', 'amount_minor'),
  ('payment', 'amount_currency', 'text', 13, NULL, NULL, false, NULL, '{amount_minor,counted_minor,counted_currency,rate}', 'amount_minor'),
  ('payment', 'plan', 'text', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'due', 'date', 15, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'at_on', 'date', 16, NULL, NULL, false, NULL, '{at_at}', 'at_on'),
  ('payment', 'at_at', 'timestamptz', 17, NULL, NULL, false, NULL, '{at_on}', 'at_on'),
  ('payment', 'counted_minor', 'bigint', 18, NULL, NULL, false, NULL, '{amount_minor,amount_currency,counted_currency,rate}', 'amount_minor'),
  ('payment', 'counted_currency', 'text', 19, NULL, NULL, false, NULL, '{amount_minor,amount_currency,counted_minor,rate}', 'amount_minor'),
  ('payment', 'rate', 'text', 20, NULL, NULL, false, NULL, '{amount_minor,amount_currency,counted_minor,counted_currency}', 'amount_minor'),
  ('payment', 'note', 'text', 21, NULL, NULL, false, NULL, NULL, NULL),
  ('payment', 'external_id', 'text', 22, NULL, NULL, false, NULL, NULL, NULL),
  ('expense', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('expense', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('expense', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('expense', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('expense', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('expense', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('expense', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('expense', 'text', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('expense', 'kind', 'text', 9, NULL, NULL, false, 'other', NULL, NULL),
  ('expense', 'amount_minor', 'bigint', 10, NULL, NULL, false, NULL, '{amount_currency}', 'amount_minor'),
  ('expense', 'amount_currency', 'text', 11, NULL, NULL, false, NULL, '{amount_minor}', 'amount_minor'),
  ('expense', 'spent_on', 'date', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('expense', 'customer_id', 'uuid', 13, NULL, 'customer', false, NULL, NULL, NULL),
  ('expense', 'followup_id', 'uuid', 14, NULL, 'followup', false, NULL, NULL, NULL),
  ('expense', 'opportunity_id', 'uuid', 15, NULL, 'opportunity', false, NULL, NULL, NULL),
  ('expense', 'order_id', 'uuid', 16, NULL, 'order', false, NULL, NULL, NULL),
  ('expense', 'status', 'text', 17, NULL, NULL, false, 'draft', '{submitted_at,approved_at,approved_by_id,paid_at,paid_by_id}', 'status'),
  ('expense', 'submitted_at', 'timestamptz', 18, NULL, NULL, false, NULL, '{status,approved_at,approved_by_id,paid_at,paid_by_id}', 'status'),
  ('expense', 'approved_at', 'timestamptz', 19, NULL, NULL, false, NULL, '{status,submitted_at,approved_by_id,paid_at,paid_by_id}', 'status'),
  ('expense', 'approved_by_id', 'uuid', 20, NULL, 'member', false, NULL, '{status,submitted_at,approved_at,paid_at,paid_by_id}', 'status'),
  ('expense', 'paid_at', 'timestamptz', 21, NULL, NULL, false, NULL, '{status,submitted_at,approved_at,approved_by_id,paid_by_id}', 'status'),
  ('expense', 'paid_by_id', 'uuid', 22, NULL, 'member', false, NULL, '{status,submitted_at,approved_at,approved_by_id,paid_at}', 'status'),
  ('expense', 'external_id', 'text', 23, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('approval', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('approval', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('approval', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'about_kind', 'text', 8, NULL, NULL, false, NULL, '{about_id}', 'about_kind'),
  ('approval', 'about_id', 'uuid', 9, NULL, '*', false, NULL, '{about_kind}', 'about_kind'),
  ('approval', 'rule', 'text', 10, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'rule_label', 'text', 11, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'measure', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'limit_text', 'text', 13, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'amount_minor', 'bigint', 14, NULL, NULL, false, NULL, '{amount_currency}', 'amount_minor'),
  ('approval', 'amount_currency', 'text', 15, NULL, NULL, false, NULL, '{amount_minor}', 'amount_minor'),
  ('approval', 'asked_by_id', 'uuid', 16, NULL, 'member', false, NULL, NULL, NULL),
  ('approval', 'asked_at', 'timestamptz', 17, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'approver_id', 'uuid', 18, NULL, 'member', false, NULL, NULL, NULL),
  ('approval', 'reason', 'text', 19, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'important', 'boolean', 20, NULL, NULL, false, '0', NULL, NULL),
  ('approval', 'urgent', 'boolean', 21, NULL, NULL, false, '0', NULL, NULL),
  ('approval', 'decision', 'text', 22, NULL, NULL, false, NULL, '{opinion,decided_by_id,decided_at}', 'decision'),
  ('approval', 'opinion', 'text', 23, NULL, NULL, false, NULL, '{decision,decided_by_id,decided_at}', 'decision'),
  ('approval', 'decided_by_id', 'uuid', 24, NULL, 'member', false, NULL, '{decision,opinion,decided_at}', 'decision'),
  ('approval', 'decided_at', 'timestamptz', 25, NULL, NULL, false, NULL, '{decision,opinion,decided_by_id}', 'decision'),
  ('approval', 'on_behalf_of_id', 'uuid', 26, NULL, 'member', false, NULL, NULL, NULL),
  ('approval', 'remind_at', 'timestamptz', 27, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'reminded_at', 'timestamptz', 28, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'escalate_at', 'timestamptz', 29, NULL, NULL, false, NULL, NULL, NULL),
  ('approval', 'playbook_id', 'uuid', 30, NULL, 'playbook', false, NULL, NULL, NULL),
  ('duty', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('duty', 'ref', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'owner_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('duty', 'created_at', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'created_by_id', 'uuid', 5, NULL, 'member', false, NULL, NULL, NULL),
  ('duty', 'archived_at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'removed_at', 'timestamptz', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'text', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'order_id', 'uuid', 9, NULL, 'order', true, NULL, NULL, NULL),
  ('duty', 'step_id', 'uuid', 10, NULL, 'step', false, NULL, NULL, NULL),
  ('duty', 'for_id', 'uuid', 11, NULL, 'member', false, NULL, NULL, NULL),
  ('duty', 'department', 'text', 12, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'due', 'date', 13, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'plan', 'text', 14, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'alarm_days', 'bigint', 15, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'alarm_on', 'date', 16, NULL, NULL, false, NULL, NULL, NULL),
  ('duty', 'important', 'boolean', 17, NULL, NULL, false, '1', NULL, NULL),
  ('duty', 'state', 'text', 18, NULL, NULL, false, 'open', '{followup_id,done_at,done_by_id}', 'state'),
  ('duty', 'done_at', 'timestamptz', 19, NULL, NULL, false, NULL, '{state,followup_id,done_by_id}', 'state'),
  ('duty', 'done_by_id', 'uuid', 20, NULL, 'member', false, NULL, '{state,followup_id,done_at}', 'state'),
  ('duty', 'followup_id', 'uuid', 21, NULL, 'followup', false, NULL, '{state,done_at,done_by_id}', 'state'),
  ('duty', 'note', 'text', 22, NULL, NULL, false, NULL, NULL, NULL),
  ('customer_alias', 'customer_id', 'uuid', 1, 1, 'customer', true, NULL, NULL, NULL),
  ('customer_alias', 'value', 'text', 2, 2, NULL, false, NULL, NULL, NULL),
  ('contact_phone', 'contact_id', 'uuid', 1, 1, 'contact', true, NULL, NULL, NULL),
  ('contact_phone', 'value', 'text', 2, 2, NULL, false, NULL, NULL, NULL),
  ('contact_email', 'contact_id', 'uuid', 1, 1, 'contact', true, NULL, NULL, NULL),
  ('contact_email', 'value', 'text', 2, 2, NULL, false, NULL, NULL, NULL),
  ('contact_messaging', 'contact_id', 'uuid', 1, 1, 'contact', true, NULL, NULL, NULL),
  ('contact_messaging', 'service', 'text', 2, 2, NULL, false, NULL, NULL, NULL),
  ('contact_messaging', 'value', 'text', 3, 3, NULL, false, NULL, NULL, NULL),
  ('followup_contact', 'followup_id', 'uuid', 1, 1, 'followup', true, NULL, NULL, NULL),
  ('followup_contact', 'contact_id', 'uuid', 2, 2, 'contact', true, NULL, NULL, NULL),
  ('followup_member', 'followup_id', 'uuid', 1, 1, 'followup', true, NULL, NULL, NULL),
  ('followup_member', 'member_id', 'uuid', 2, 2, 'member', false, NULL, NULL, NULL),
  ('document_read', 'document_id', 'uuid', 1, 1, 'document', true, NULL, NULL, NULL),
  ('document_read', 'member_id', 'uuid', 2, 2, 'member', false, NULL, NULL, NULL),
  ('document_read', 'read_at', 'timestamptz', 3, NULL, NULL, false, NULL, NULL, NULL),
  ('tag', 'record_kind', 'text', 1, NULL, NULL, false, NULL, NULL, NULL),
  ('tag', 'record_id', 'uuid', 2, 1, '*', false, NULL, NULL, NULL),
  ('tag', 'value', 'text', 3, 2, NULL, false, NULL, NULL, NULL),
  ('word', 'record_kind', 'text', 1, NULL, NULL, false, NULL, NULL, NULL),
  ('word', 'record_id', 'uuid', 2, 1, '*', false, NULL, NULL, NULL),
  ('word', 'part', 'text', 3, 2, NULL, false, NULL, NULL, NULL),
  ('word', 'value', 'text', 4, 3, NULL, false, NULL, NULL, NULL),
  ('follower', 'record_kind', 'text', 1, NULL, NULL, false, NULL, NULL, NULL),
  ('follower', 'record_id', 'uuid', 2, 1, '*', false, NULL, NULL, NULL),
  ('follower', 'member_id', 'uuid', 3, 2, 'member', false, NULL, NULL, NULL),
  ('custom', 'record_kind', 'text', 1, NULL, NULL, false, NULL, NULL, NULL),
  ('custom', 'record_id', 'uuid', 2, 1, '*', false, NULL, NULL, NULL),
  ('custom', 'name', 'text', 3, 2, NULL, false, NULL, NULL, NULL),
  ('custom', 'value', 'text', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('product_price', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('product_price', 'product_id', 'uuid', 2, NULL, 'product', true, NULL, NULL, NULL),
  ('product_price', 'list_name', 'text', 3, NULL, NULL, false, NULL, NULL, NULL),
  ('product_price', 'min_quantity', 'text', 4, NULL, NULL, false, '0', NULL, NULL),
  ('product_price', 'list_minor', 'bigint', 5, NULL, NULL, false, NULL, '{currency}', 'list_minor'),
  ('product_price', 'floor_minor', 'bigint', 6, NULL, NULL, false, NULL, '{currency}', 'list_minor'),
  ('product_price', 'currency', 'text', 7, NULL, NULL, false, NULL, '{list_minor,floor_minor}', 'list_minor'),
  ('product_price', 'valid_from', 'date', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('product_price', 'valid_until', 'date', 9, NULL, NULL, false, NULL, NULL, NULL),
  ('line', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('line', 'record_kind', 'text', 2, NULL, NULL, false, NULL, NULL, NULL),
  ('line', 'record_id', 'uuid', 3, NULL, '*', false, NULL, NULL, NULL),
  ('line', 'place', 'bigint', 4, NULL, NULL, false, '1', NULL, NULL),
  ('line', 'product_id', 'uuid', 5, NULL, 'product', false, NULL, NULL, NULL),
  ('line', 'description', 'text', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('line', 'quantity', 'text', 7, NULL, NULL, false, '1', NULL, NULL),
  ('line', 'unit', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('line', 'price_minor', 'bigint', 9, NULL, NULL, false, NULL, '{currency}', 'price_minor'),
  ('line', 'discount', 'bigint', 10, NULL, NULL, false, '0', NULL, NULL),
  ('line', 'amount_minor', 'bigint', 11, NULL, NULL, false, NULL, '{currency}', 'price_minor'),
  ('line', 'list_minor', 'bigint', 12, NULL, NULL, false, NULL, '{currency}', 'price_minor'),
  ('line', 'floor_minor', 'bigint', 13, NULL, NULL, false, NULL, '{currency}', 'price_minor'),
  ('line', 'cost_minor', 'bigint', 14, NULL, NULL, false, NULL, '{currency}', 'price_minor'),
  ('line', 'currency', 'text', 15, NULL, NULL, false, NULL, '{price_minor,amount_minor,list_minor,floor_minor,cost_minor}', 'price_minor'),
  ('approval_hold', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('approval_hold', 'approval_id', 'uuid', 2, NULL, 'approval', true, NULL, NULL, NULL),
  ('approval_hold', 'member_id', 'uuid', 3, NULL, 'member', false, NULL, NULL, NULL),
  ('approval_hold', 'since', 'timestamptz', 4, NULL, NULL, false, NULL, NULL, NULL),
  ('approval_hold', 'until', 'timestamptz', 5, NULL, NULL, false, NULL, NULL, NULL),
  ('approval_hold', 'why', 'text', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('step_run', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('step_run', 'step_id', 'uuid', 2, NULL, 'step', true, NULL, NULL, NULL),
  ('step_run', 'done', 'text', 3, NULL, NULL, false, NULL, NULL, NULL),
  ('step_run', 'done_by_id', 'uuid', 4, NULL, 'member', false, NULL, NULL, NULL),
  ('step_run', 'result', 'text', 5, NULL, NULL, false, NULL, NULL, NULL),
  ('step_run', 'at', 'timestamptz', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('step_run', 'by_id', 'uuid', 7, NULL, 'member', false, NULL, NULL, NULL),
  ('step_run', 'why', 'text', 8, NULL, NULL, false, NULL, NULL, NULL),
  ('order_change', 'id', 'uuid', 1, 1, NULL, false, NULL, NULL, NULL),
  ('order_change', 'order_id', 'uuid', 2, NULL, 'order', true, NULL, NULL, NULL),
  ('order_change', 'at', 'timestamptz', 3, NULL, NULL, false, NULL, NULL, NULL),
  ('order_change', 'by_id', 'uuid', 4, NULL, 'member', false, NULL, NULL, NULL),
  ('order_change', 'text', 'text', 5, NULL, NULL, false, NULL, NULL, NULL),
  ('order_change', 'affects', 'text', 6, NULL, NULL, false, NULL, NULL, NULL),
  ('order_change', 'state', 'text', 7, NULL, NULL, false, NULL, NULL, NULL),
  ('order_change', 'before_minor', 'bigint', 8, NULL, NULL, false, NULL, '{currency}', 'before_minor'),
  ('order_change', 'after_minor', 'bigint', 9, NULL, NULL, false, NULL, '{currency}', 'before_minor'),
  ('order_change', 'currency', 'text', 10, NULL, NULL, false, NULL, '{before_minor,after_minor}', 'before_minor'),
  ('order_change', 'proposal', 'text', 11, NULL, NULL, false, NULL, NULL, NULL);

-- How a row of a table, `t`, is that of an op, `p`.
CREATE OR REPLACE FUNCTION crm.push_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE name
  WHEN 'member' THEN 't.id = p.id'
  WHEN 'customer' THEN 't.id = p.id'
  WHEN 'contact' THEN 't.id = p.id'
  WHEN 'playbook' THEN 't.id = p.id'
  WHEN 'product' THEN 't.id = p.id'
  WHEN 'opportunity' THEN 't.id = p.id'
  WHEN 'quote' THEN 't.id = p.id'
  WHEN 'order' THEN 't.id = p.id'
  WHEN 'reminder' THEN 't.id = p.id'
  WHEN 'followup' THEN 't.id = p.id'
  WHEN 'document' THEN 't.id = p.id'
  WHEN 'stage_change' THEN 't.id = p.id'
  WHEN 'share' THEN 't.id = p.id'
  WHEN 'guidance' THEN 't.id = p.id'
  WHEN 'notice' THEN 't.id = p.id'
  WHEN 'step' THEN 't.id = p.id'
  WHEN 'payment' THEN 't.id = p.id'
  WHEN 'expense' THEN 't.id = p.id'
  WHEN 'approval' THEN 't.id = p.id'
  WHEN 'duty' THEN 't.id = p.id'
  WHEN 'customer_alias' THEN 't.customer_id = p.id AND t.value = p.k[2]'
  WHEN 'contact_phone' THEN 't.contact_id = p.id AND t.value = p.k[2]'
  WHEN 'contact_email' THEN 't.contact_id = p.id AND t.value = p.k[2]'
  WHEN 'contact_messaging' THEN 't.contact_id = p.id AND t.service = p.k[2] AND t.value = p.k[3]'
  WHEN 'followup_contact' THEN 't.followup_id = p.id AND t.contact_id = p.k[2]::uuid'
  WHEN 'followup_member' THEN 't.followup_id = p.id AND t.member_id = p.k[2]::uuid'
  WHEN 'document_read' THEN 't.document_id = p.id AND t.member_id = p.k[2]::uuid'
  WHEN 'tag' THEN 't.record_id = p.id AND t.value = p.k[2]'
  WHEN 'word' THEN 't.record_id = p.id AND t.part = p.k[2] AND t.value = p.k[3]'
  WHEN 'follower' THEN 't.record_id = p.id AND t.member_id = p.k[2]::uuid'
  WHEN 'custom' THEN 't.record_id = p.id AND t.name = p.k[2]'
  WHEN 'product_price' THEN 't.id = p.id'
  WHEN 'line' THEN 't.id = p.id'
  WHEN 'approval_hold' THEN 't.id = p.id'
  WHEN 'step_run' THEN 't.id = p.id'
  WHEN 'order_change' THEN 't.id = p.id'
END;

-- Where a record lies; null if it is not there.
CREATE OR REPLACE FUNCTION crm.bucket_at(kind text, id uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  CASE kind
  WHEN 'member' THEN RETURN (SELECT t.bucket FROM crm.member t WHERE t.id = $2);
  WHEN 'customer' THEN RETURN (SELECT t.bucket FROM crm.customer t WHERE t.id = $2);
  WHEN 'contact' THEN RETURN (SELECT t.bucket FROM crm.contact t WHERE t.id = $2);
  WHEN 'playbook' THEN RETURN (SELECT t.bucket FROM crm.playbook t WHERE t.id = $2);
  WHEN 'product' THEN RETURN (SELECT t.bucket FROM crm.product t WHERE t.id = $2);
  WHEN 'opportunity' THEN RETURN (SELECT t.bucket FROM crm.opportunity t WHERE t.id = $2);
  WHEN 'quote' THEN RETURN (SELECT t.bucket FROM crm.quote t WHERE t.id = $2);
  WHEN 'order' THEN RETURN (SELECT t.bucket FROM crm."order" t WHERE t.id = $2);
  WHEN 'reminder' THEN RETURN (SELECT t.bucket FROM crm.reminder t WHERE t.id = $2);
  WHEN 'followup' THEN RETURN (SELECT t.bucket FROM crm.followup t WHERE t.id = $2);
  WHEN 'document' THEN RETURN (SELECT t.bucket FROM crm.document t WHERE t.id = $2);
  WHEN 'stage_change' THEN RETURN (SELECT t.bucket FROM crm.stage_change t WHERE t.id = $2);
  WHEN 'share' THEN RETURN (SELECT t.bucket FROM crm.share t WHERE t.id = $2);
  WHEN 'guidance' THEN RETURN (SELECT t.bucket FROM crm.guidance t WHERE t.id = $2);
  WHEN 'notice' THEN RETURN (SELECT t.bucket FROM crm.notice t WHERE t.id = $2);
  WHEN 'step' THEN RETURN (SELECT t.bucket FROM crm.step t WHERE t.id = $2);
  WHEN 'payment' THEN RETURN (SELECT t.bucket FROM crm.payment t WHERE t.id = $2);
  WHEN 'expense' THEN RETURN (SELECT t.bucket FROM crm.expense t WHERE t.id = $2);
  WHEN 'approval' THEN RETURN (SELECT t.bucket FROM crm.approval t WHERE t.id = $2);
  WHEN 'duty' THEN RETURN (SELECT t.bucket FROM crm.duty t WHERE t.id = $2);
  ELSE RETURN NULL;
  END CASE;
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.member) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN '00000000-0000-4000-8000-000000000001';
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.customer) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN r.id;
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.contact) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  IF r.customer_id IS NOT NULL THEN
    SELECT t.bucket INTO found FROM crm.customer t WHERE t.id = r.customer_id;
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.playbook) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN '00000000-0000-4000-8000-000000000002';
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.product) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN '00000000-0000-4000-8000-000000000003';
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.opportunity) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN r.customer_id;
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.quote) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.opportunity t WHERE t.id = r.opportunity_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm."order") RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN r.customer_id;
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.reminder) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  IF r.customer_id IS NOT NULL THEN
    SELECT t.bucket INTO found FROM crm.customer t WHERE t.id = r.customer_id;
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  IF r.about_kind IN ('member', 'playbook', 'product') THEN
    found := NULL;
  ELSE
    found := crm.bucket_at(r.about_kind, r.about_id);
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.for_id, r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.followup) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN r.customer_id;
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.document) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  IF r.about_kind IN ('member', 'playbook', 'product') AND r.about_kind <> 'product' THEN
    found := NULL;
  ELSE
    found := crm.bucket_at(r.about_kind, r.about_id);
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.stage_change) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.opportunity t WHERE t.id = r.opportunity_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.share) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  IF r.about_kind IN ('member', 'playbook', 'product') THEN
    found := NULL;
  ELSE
    found := crm.bucket_at(r.about_kind, r.about_id);
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.guidance) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  IF r.about_kind IN ('member', 'playbook', 'product') THEN
    found := NULL;
  ELSE
    found := crm.bucket_at(r.about_kind, r.about_id);
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.for_id, r.owner_id, r.author_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.notice) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN crm.inbox(r.for_id, r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.step) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm."order" t WHERE t.id = r.order_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.payment) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm."order" t WHERE t.id = r.order_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.expense) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  IF r.customer_id IS NOT NULL THEN
    SELECT t.bucket INTO found FROM crm.customer t WHERE t.id = r.customer_id;
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  IF r.order_id IS NOT NULL THEN
    SELECT t.bucket INTO found FROM crm."order" t WHERE t.id = r.order_id;
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  IF r.opportunity_id IS NOT NULL THEN
    SELECT t.bucket INTO found FROM crm.opportunity t WHERE t.id = r.opportunity_id;
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  IF r.followup_id IS NOT NULL THEN
    SELECT t.bucket INTO found FROM crm.followup t WHERE t.id = r.followup_id;
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.approval) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  IF r.about_kind IN ('member', 'playbook', 'product') THEN
    found := NULL;
  ELSE
    found := crm.bucket_at(r.about_kind, r.about_id);
  END IF;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.duty) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm."order" t WHERE t.id = r.order_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(r.for_id, r.owner_id, r.created_by_id);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.customer_alias) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  RETURN r.customer_id;
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.contact_phone) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.contact t WHERE t.id = r.contact_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.contact_email) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.contact t WHERE t.id = r.contact_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.contact_messaging) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.contact t WHERE t.id = r.contact_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.followup_contact) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.followup t WHERE t.id = r.followup_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.followup_member) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.followup t WHERE t.id = r.followup_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.document_read) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.document t WHERE t.id = r.document_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.tag) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  found := crm.bucket_at(r.record_kind, r.record_id);
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.word) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  found := crm.bucket_at(r.record_kind, r.record_id);
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.follower) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  found := crm.bucket_at(r.record_kind, r.record_id);
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.custom) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  found := crm.bucket_at(r.record_kind, r.record_id);
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.product_price) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.product t WHERE t.id = r.product_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.line) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  found := crm.bucket_at(r.record_kind, r.record_id);
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.approval_hold) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.approval t WHERE t.id = r.approval_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.step_run) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm.step t WHERE t.id = r.step_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

CREATE OR REPLACE FUNCTION crm.bucket_of(r crm.order_change) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  found uuid;
BEGIN
  SELECT t.bucket INTO found FROM crm."order" t WHERE t.id = r.order_id;
  IF found IS NOT NULL THEN
    RETURN found;
  END IF;
  RETURN crm.inbox(NULL);
END
$$;

-- Whether a record was removed, or something on which it hangs.
CREATE OR REPLACE FUNCTION crm.removed(kind text, id uuid, deep int DEFAULT 6) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF id IS NULL OR kind IS NULL OR deep < 0 THEN
    RETURN false;
  END IF;
  CASE kind
  WHEN 'member' THEN RETURN (SELECT r.removed_at IS NOT NULL FROM crm.member r WHERE r.id = $2);
  WHEN 'customer' THEN RETURN (SELECT r.removed_at IS NOT NULL FROM crm.customer r WHERE r.id = $2);
  WHEN 'contact' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('customer', r.customer_id, deep - 1) FROM crm.contact r WHERE r.id = $2);
  WHEN 'playbook' THEN RETURN (SELECT r.removed_at IS NOT NULL FROM crm.playbook r WHERE r.id = $2);
  WHEN 'product' THEN RETURN (SELECT r.removed_at IS NOT NULL FROM crm.product r WHERE r.id = $2);
  WHEN 'opportunity' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('customer', r.customer_id, deep - 1) FROM crm.opportunity r WHERE r.id = $2);
  WHEN 'quote' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('opportunity', r.opportunity_id, deep - 1) FROM crm.quote r WHERE r.id = $2);
  WHEN 'order' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('customer', r.customer_id, deep - 1) OR crm.removed('opportunity', r.opportunity_id, deep - 1) FROM crm."order" r WHERE r.id = $2);
  WHEN 'reminder' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('customer', r.customer_id, deep - 1) OR crm.removed(r.about_kind, r.about_id, deep - 1) FROM crm.reminder r WHERE r.id = $2);
  WHEN 'followup' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('customer', r.customer_id, deep - 1) OR crm.removed('opportunity', r.opportunity_id, deep - 1) OR crm.removed('order', r.order_id, deep - 1) FROM crm.followup r WHERE r.id = $2);
  WHEN 'document' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed(r.about_kind, r.about_id, deep - 1) FROM crm.document r WHERE r.id = $2);
  WHEN 'stage_change' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('opportunity', r.opportunity_id, deep - 1) FROM crm.stage_change r WHERE r.id = $2);
  WHEN 'share' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed(r.about_kind, r.about_id, deep - 1) FROM crm.share r WHERE r.id = $2);
  WHEN 'guidance' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed(r.about_kind, r.about_id, deep - 1) FROM crm.guidance r WHERE r.id = $2);
  WHEN 'notice' THEN RETURN (SELECT r.removed_at IS NOT NULL FROM crm.notice r WHERE r.id = $2);
  WHEN 'step' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('order', r.order_id, deep - 1) FROM crm.step r WHERE r.id = $2);
  WHEN 'payment' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('order', r.order_id, deep - 1) FROM crm.payment r WHERE r.id = $2);
  WHEN 'expense' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('customer', r.customer_id, deep - 1) OR crm.removed('order', r.order_id, deep - 1) OR crm.removed('opportunity', r.opportunity_id, deep - 1) OR crm.removed('followup', r.followup_id, deep - 1) FROM crm.expense r WHERE r.id = $2);
  WHEN 'approval' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed(r.about_kind, r.about_id, deep - 1) FROM crm.approval r WHERE r.id = $2);
  WHEN 'duty' THEN RETURN (SELECT r.removed_at IS NOT NULL OR crm.removed('order', r.order_id, deep - 1) FROM crm.duty r WHERE r.id = $2);
  ELSE RETURN false;
  END CASE;
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.member) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN false;
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.customer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN false;
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.contact) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('customer', r.customer_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.playbook) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN false;
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.product) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN false;
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.opportunity) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('customer', r.customer_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.quote) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('opportunity', r.opportunity_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm."order") RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('customer', r.customer_id), false) OR coalesce(crm.removed('opportunity', r.opportunity_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.reminder) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('customer', r.customer_id), false) OR coalesce(crm.removed(r.about_kind, r.about_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.followup) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('customer', r.customer_id), false) OR coalesce(crm.removed('opportunity', r.opportunity_id), false) OR coalesce(crm.removed('order', r.order_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.document) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.about_kind, r.about_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.stage_change) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('opportunity', r.opportunity_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.share) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.about_kind, r.about_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.guidance) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.about_kind, r.about_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.notice) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN false;
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.step) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('order', r.order_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.payment) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('order', r.order_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.expense) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('customer', r.customer_id), false) OR coalesce(crm.removed('order', r.order_id), false) OR coalesce(crm.removed('opportunity', r.opportunity_id), false) OR coalesce(crm.removed('followup', r.followup_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.approval) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.about_kind, r.about_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.duty) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('order', r.order_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.customer_alias) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('customer', r.customer_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.contact_phone) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('contact', r.contact_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.contact_email) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('contact', r.contact_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.contact_messaging) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('contact', r.contact_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.followup_contact) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('followup', r.followup_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.followup_member) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('followup', r.followup_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.document_read) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('document', r.document_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.tag) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.record_kind, r.record_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.word) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.record_kind, r.record_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.follower) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.record_kind, r.record_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.custom) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.record_kind, r.record_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.product_price) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('product', r.product_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.line) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed(r.record_kind, r.record_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.approval_hold) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('approval', r.approval_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.step_run) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('step', r.step_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.under_removed(r crm.order_change) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  RETURN coalesce(crm.removed('order', r.order_id), false);
END
$$;

CREATE OR REPLACE FUNCTION crm.keep_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.member;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.member t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('U');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO crm.bucket (id, kind, of, owner_id) SELECT n.id, 'inbox', n.id, n.id FROM new_rows n
    ON CONFLICT (id) DO NOTHING;
    UPDATE crm.contact t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.opportunity t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.quote t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm."order" t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.reminder t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.followup t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.document t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.stage_change t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.share t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.guidance t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.notice t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.step t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.payment t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.expense t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.approval t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    UPDATE crm.duty t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);

    DELETE FROM crm.bucket b WHERE b.id = ANY (ids);
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.member
  FOR EACH ROW EXECUTE FUNCTION crm.keep_member();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.member REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_member();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.member REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_member();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.member REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_member();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.member
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.customer;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.owner_id IS DISTINCT FROM OLD.owner_id THEN
      PERFORM set_config('crm.moved', '1', true); -- its bucket changes hands
    END IF;
    IF NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.customer t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('C');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_customer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO crm.bucket (id, kind, of, owner_id)
    SELECT n.id, 'customer', n.id, n.owner_id FROM new_rows n
    ON CONFLICT (id) DO NOTHING;
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.contact t WHERE t.customer_id = ANY (ids)) THEN
      UPDATE crm.contact t SET bucket = NULL WHERE t.customer_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.customer_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.customer_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.expense t WHERE t.customer_id = ANY (ids)) THEN
      UPDATE crm.expense t SET bucket = NULL WHERE t.customer_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.contact t WHERE t.customer_id = ANY (ids)) THEN
      UPDATE crm.contact t SET bucket = NULL WHERE t.customer_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.customer_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.customer_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.expense t WHERE t.customer_id = ANY (ids)) THEN
      UPDATE crm.expense t SET bucket = NULL WHERE t.customer_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    DELETE FROM crm.bucket b WHERE b.id = ANY (ids);
  ELSE
    IF current_setting('crm.moved', true) = '1' THEN
      ids := ARRAY(SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.owner_id IS DISTINCT FROM o.owner_id ORDER BY 1);
      UPDATE crm.bucket b SET owner_id = c.owner_id FROM crm.customer c
      WHERE b.id = ANY (ids) AND c.id = b.id AND b.owner_id IS DISTINCT FROM c.owner_id;
    END IF;
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.customer
  FOR EACH ROW EXECUTE FUNCTION crm.keep_customer();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.customer REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_customer();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.customer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_customer();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.customer REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_customer();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.customer
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.contact;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.customer_id IS DISTINCT FROM OLD.customer_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.contact t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('P');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'contact' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.contact_phone t SET bucket = NULL WHERE t.contact_id = ANY (ids);
      UPDATE crm.contact_email t SET bucket = NULL WHERE t.contact_id = ANY (ids);
      UPDATE crm.contact_messaging t SET bucket = NULL WHERE t.contact_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.contact
  FOR EACH ROW EXECUTE FUNCTION crm.keep_contact();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.contact REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.contact REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.contact
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_playbook() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.playbook;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.playbook t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('B');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_playbook() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);

  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.playbook
  FOR EACH ROW EXECUTE FUNCTION crm.keep_playbook();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.playbook REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_playbook();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.playbook REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_playbook();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.playbook REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_playbook();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.playbook
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_product() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.product;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.product t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('G');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_product() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.product
  FOR EACH ROW EXECUTE FUNCTION crm.keep_product();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.product REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_product();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.product REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_product();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.product REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_product();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.product
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_opportunity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.opportunity;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.customer_id IS DISTINCT FROM OLD.customer_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.opportunity t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('O');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_opportunity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.expense t WHERE t.opportunity_id = ANY (ids)) THEN
      UPDATE crm.expense t SET bucket = NULL WHERE t.opportunity_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.expense t WHERE t.opportunity_id = ANY (ids)) THEN
      UPDATE crm.expense t SET bucket = NULL WHERE t.opportunity_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'opportunity' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.quote t SET bucket = NULL WHERE t.opportunity_id = ANY (ids);
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.stage_change t SET bucket = NULL WHERE t.opportunity_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.expense t SET bucket = NULL WHERE t.opportunity_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.opportunity
  FOR EACH ROW EXECUTE FUNCTION crm.keep_opportunity();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.opportunity REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_opportunity();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.opportunity REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_opportunity();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.opportunity REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_opportunity();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.opportunity
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_quote() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.quote;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.opportunity_id IS DISTINCT FROM OLD.opportunity_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.quote t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('Q');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_quote() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'quote' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.quote
  FOR EACH ROW EXECUTE FUNCTION crm.keep_quote();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.quote REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_quote();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.quote REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_quote();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.quote REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_quote();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.quote
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm."order";
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.customer_id IS DISTINCT FROM OLD.customer_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm."order" t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('R');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.expense t WHERE t.order_id = ANY (ids)) THEN
      UPDATE crm.expense t SET bucket = NULL WHERE t.order_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.expense t WHERE t.order_id = ANY (ids)) THEN
      UPDATE crm.expense t SET bucket = NULL WHERE t.order_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'order' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.step t SET bucket = NULL WHERE t.order_id = ANY (ids);
      UPDATE crm.payment t SET bucket = NULL WHERE t.order_id = ANY (ids);
      UPDATE crm.expense t SET bucket = NULL WHERE t.order_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.duty t SET bucket = NULL WHERE t.order_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.order_change t SET bucket = NULL WHERE t.order_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm."order"
  FOR EACH ROW EXECUTE FUNCTION crm.keep_order();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm."order" REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_order();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm."order" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_order();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm."order" REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_order();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm."order"
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_reminder() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.reminder;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.customer_id IS DISTINCT FROM OLD.customer_id OR NEW.about_kind IS DISTINCT FROM OLD.about_kind OR NEW.about_id IS DISTINCT FROM OLD.about_id OR NEW.for_id IS DISTINCT FROM OLD.for_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.reminder t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('M');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_reminder() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'reminder' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.reminder
  FOR EACH ROW EXECUTE FUNCTION crm.keep_reminder();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.reminder REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_reminder();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.reminder REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_reminder();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.reminder REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_reminder();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.reminder
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_followup() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.followup;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.customer_id IS DISTINCT FROM OLD.customer_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.author_id IS DISTINCT FROM OLD.author_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.followup t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('F');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_followup() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.expense t WHERE t.followup_id = ANY (ids)) THEN
      UPDATE crm.expense t SET bucket = NULL WHERE t.followup_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.expense t WHERE t.followup_id = ANY (ids)) THEN
      UPDATE crm.expense t SET bucket = NULL WHERE t.followup_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'followup' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.expense t SET bucket = NULL WHERE t.followup_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.followup_contact t SET bucket = NULL WHERE t.followup_id = ANY (ids);
      UPDATE crm.followup_member t SET bucket = NULL WHERE t.followup_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.followup
  FOR EACH ROW EXECUTE FUNCTION crm.keep_followup();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.followup REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.followup REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.followup REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.followup
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.document;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.about_kind IS DISTINCT FROM OLD.about_kind OR NEW.about_id IS DISTINCT FROM OLD.about_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.document t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('W');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'document' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document_read t SET bucket = NULL WHERE t.document_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.document
  FOR EACH ROW EXECUTE FUNCTION crm.keep_document();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.document REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_document();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.document REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_document();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.document REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_document();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.document
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_stage_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.stage_change;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.opportunity_id IS DISTINCT FROM OLD.opportunity_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.stage_change t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('Z');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_stage_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'stage_change' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.stage_change
  FOR EACH ROW EXECUTE FUNCTION crm.keep_stage_change();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.stage_change REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_stage_change();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.stage_change REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_stage_change();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.stage_change REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_stage_change();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.stage_change
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_share() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.share;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.about_kind IS DISTINCT FROM OLD.about_kind OR NEW.about_id IS DISTINCT FROM OLD.about_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.share t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('X');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_share() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'share' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.share
  FOR EACH ROW EXECUTE FUNCTION crm.keep_share();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.share REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_share();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.share REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_share();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.share REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_share();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.share
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_guidance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.guidance;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.about_kind IS DISTINCT FROM OLD.about_kind OR NEW.about_id IS DISTINCT FROM OLD.about_id OR NEW.for_id IS DISTINCT FROM OLD.for_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.author_id IS DISTINCT FROM OLD.author_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.guidance t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('H');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_guidance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'guidance' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.guidance
  FOR EACH ROW EXECUTE FUNCTION crm.keep_guidance();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.guidance REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_guidance();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.guidance REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_guidance();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.guidance REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_guidance();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.guidance
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_notice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.notice;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.for_id IS DISTINCT FROM OLD.for_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.notice t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('N');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_notice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'notice' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.notice
  FOR EACH ROW EXECUTE FUNCTION crm.keep_notice();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.notice REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_notice();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.notice REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_notice();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.notice REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_notice();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.notice
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.step;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.order_id IS DISTINCT FROM OLD.order_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.step t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('S');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'step' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.step_run t SET bucket = NULL WHERE t.step_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.step
  FOR EACH ROW EXECUTE FUNCTION crm.keep_step();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.step REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_step();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.step REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_step();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.step REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_step();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.step
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_payment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.payment;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.order_id IS DISTINCT FROM OLD.order_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.payment t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('Y');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_payment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'payment' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.payment
  FOR EACH ROW EXECUTE FUNCTION crm.keep_payment();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.payment REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_payment();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.payment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_payment();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.payment REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_payment();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.payment
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_expense() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.expense;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.customer_id IS DISTINCT FROM OLD.customer_id OR NEW.order_id IS DISTINCT FROM OLD.order_id OR NEW.opportunity_id IS DISTINCT FROM OLD.opportunity_id OR NEW.followup_id IS DISTINCT FROM OLD.followup_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.expense t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('E');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_expense() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'expense' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.expense
  FOR EACH ROW EXECUTE FUNCTION crm.keep_expense();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.expense REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_expense();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.expense REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_expense();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.expense REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_expense();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.expense
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_approval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.approval;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.about_kind IS DISTINCT FROM OLD.about_kind OR NEW.about_id IS DISTINCT FROM OLD.about_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.approval t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('A');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_approval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'approval' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.approval_hold t SET bucket = NULL WHERE t.approval_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.approval
  FOR EACH ROW EXECUTE FUNCTION crm.keep_approval();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.approval REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_approval();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.approval REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_approval();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.approval REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_approval();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.approval
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_duty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  clash boolean;
  was crm.duty;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.order_id IS DISTINCT FROM OLD.order_id OR NEW.for_id IS DISTINCT FROM OLD.for_id OR NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.created_by_id IS DISTINCT FROM OLD.created_by_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
    was := OLD;
    was.bucket := NEW.bucket;
    IF was *= NEW THEN
      RETURN NEW; -- it only lies elsewhere: nobody wrote it
    END IF;
    clash := NEW.ref IS DISTINCT FROM OLD.ref;
  ELSE
    clash := true;
    NEW.bucket := crm.bucket_of(NEW);
    NEW.created_at := coalesce(NEW.created_at, now());
  END IF;
  NEW.updated_at := now();
  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;
  WHILE clash AND (NEW.ref IS NULL
    OR EXISTS (SELECT 1 FROM crm.duty t WHERE t.ref = NEW.ref AND t.id <> NEW.id))
  LOOP
    NEW.ref := crm.draw('D');
  END LOOP;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_duty() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
    ids := ARRAY(SELECT n.id FROM new_rows n);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
    ids := ARRAY(SELECT o.id FROM old_rows o);
    IF ids = '{}' THEN
      RETURN NULL;
    END IF;
    DELETE FROM crm.tag t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.word t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.follower t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.custom t WHERE t.record_id = ANY (ids);
    DELETE FROM crm.line t WHERE t.record_id = ANY (ids);
    IF EXISTS (SELECT 1 FROM crm.reminder t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.document t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.share t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.guidance t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
    IF EXISTS (SELECT 1 FROM crm.approval t WHERE t.about_id = ANY (ids)) THEN
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
    END IF;
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'duty' AND c.key = to_json(ARRAY[n.id::text])::text;
      ids := ARRAY(
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);
      IF ids <> '{}' THEN
      UPDATE crm.reminder t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.document t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.share t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.guidance t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.approval t SET bucket = NULL WHERE t.about_id = ANY (ids);
      UPDATE crm.tag t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.word t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.follower t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.custom t SET bucket = NULL WHERE t.record_id = ANY (ids);
      UPDATE crm.line t SET bucket = NULL WHERE t.record_id = ANY (ids);
      END IF;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.duty
  FOR EACH ROW EXECUTE FUNCTION crm.keep_duty();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.duty REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_duty();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.duty REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_duty();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.duty REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_duty();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.duty
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_customer_alias() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.customer_id IS DISTINCT FROM OLD.customer_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_customer_alias() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (customer_id, value)
      WHERE n.bucket <> o.bucket AND c.tbl = 'customer_alias' AND c.key = to_json(ARRAY[n.customer_id::text, n.value::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.customer_alias
  FOR EACH ROW EXECUTE FUNCTION crm.keep_customer_alias();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.customer_alias REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_customer_alias();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.customer_alias REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_customer_alias();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.customer_alias REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_customer_alias();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.customer_alias
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_contact_phone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.contact_id IS DISTINCT FROM OLD.contact_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_contact_phone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (contact_id, value)
      WHERE n.bucket <> o.bucket AND c.tbl = 'contact_phone' AND c.key = to_json(ARRAY[n.contact_id::text, n.value::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.contact_phone
  FOR EACH ROW EXECUTE FUNCTION crm.keep_contact_phone();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.contact_phone REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_phone();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.contact_phone REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_phone();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.contact_phone REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_phone();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.contact_phone
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_contact_email() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.contact_id IS DISTINCT FROM OLD.contact_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_contact_email() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (contact_id, value)
      WHERE n.bucket <> o.bucket AND c.tbl = 'contact_email' AND c.key = to_json(ARRAY[n.contact_id::text, n.value::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.contact_email
  FOR EACH ROW EXECUTE FUNCTION crm.keep_contact_email();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.contact_email REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_email();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.contact_email REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_email();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.contact_email REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_email();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.contact_email
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_contact_messaging() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.contact_id IS DISTINCT FROM OLD.contact_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_contact_messaging() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (contact_id, service, value)
      WHERE n.bucket <> o.bucket AND c.tbl = 'contact_messaging' AND c.key = to_json(ARRAY[n.contact_id::text, n.service::text, n.value::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.contact_messaging
  FOR EACH ROW EXECUTE FUNCTION crm.keep_contact_messaging();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.contact_messaging REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_messaging();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.contact_messaging REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_messaging();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.contact_messaging REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_contact_messaging();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.contact_messaging
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_followup_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.followup_id IS DISTINCT FROM OLD.followup_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_followup_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (followup_id, contact_id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'followup_contact' AND c.key = to_json(ARRAY[n.followup_id::text, n.contact_id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.followup_contact
  FOR EACH ROW EXECUTE FUNCTION crm.keep_followup_contact();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.followup_contact REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup_contact();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.followup_contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup_contact();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.followup_contact REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup_contact();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.followup_contact
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_followup_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.followup_id IS DISTINCT FROM OLD.followup_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_followup_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (followup_id, member_id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'followup_member' AND c.key = to_json(ARRAY[n.followup_id::text, n.member_id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.followup_member
  FOR EACH ROW EXECUTE FUNCTION crm.keep_followup_member();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.followup_member REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup_member();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.followup_member REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup_member();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.followup_member REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_followup_member();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.followup_member
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_document_read() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_document_read() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (document_id, member_id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'document_read' AND c.key = to_json(ARRAY[n.document_id::text, n.member_id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.document_read
  FOR EACH ROW EXECUTE FUNCTION crm.keep_document_read();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.document_read REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_document_read();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.document_read REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_document_read();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.document_read REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_document_read();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.document_read
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_tag() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.record_kind IS DISTINCT FROM OLD.record_kind OR NEW.record_id IS DISTINCT FROM OLD.record_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_tag() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (record_id, value)
      WHERE n.bucket <> o.bucket AND c.tbl = 'tag' AND c.key = to_json(ARRAY[n.record_id::text, n.value::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.tag
  FOR EACH ROW EXECUTE FUNCTION crm.keep_tag();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.tag REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_tag();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.tag REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_tag();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.tag REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_tag();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.tag
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_word() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.record_kind IS DISTINCT FROM OLD.record_kind OR NEW.record_id IS DISTINCT FROM OLD.record_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_word() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (record_id, part, value)
      WHERE n.bucket <> o.bucket AND c.tbl = 'word' AND c.key = to_json(ARRAY[n.record_id::text, n.part::text, n.value::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.word
  FOR EACH ROW EXECUTE FUNCTION crm.keep_word();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.word REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_word();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.word REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_word();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.word REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_word();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.word
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_follower() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.record_kind IS DISTINCT FROM OLD.record_kind OR NEW.record_id IS DISTINCT FROM OLD.record_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_follower() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (record_id, member_id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'follower' AND c.key = to_json(ARRAY[n.record_id::text, n.member_id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.follower
  FOR EACH ROW EXECUTE FUNCTION crm.keep_follower();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.follower REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_follower();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.follower REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_follower();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.follower REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_follower();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.follower
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_custom() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.record_kind IS DISTINCT FROM OLD.record_kind OR NEW.record_id IS DISTINCT FROM OLD.record_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_custom() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (record_id, name)
      WHERE n.bucket <> o.bucket AND c.tbl = 'custom' AND c.key = to_json(ARRAY[n.record_id::text, n.name::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.custom
  FOR EACH ROW EXECUTE FUNCTION crm.keep_custom();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.custom REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_custom();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.custom REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_custom();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.custom REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_custom();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.custom
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_product_price() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.product_id IS DISTINCT FROM OLD.product_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_product_price() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'product_price' AND c.key = to_json(ARRAY[n.id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.product_price
  FOR EACH ROW EXECUTE FUNCTION crm.keep_product_price();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.product_price REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_product_price();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.product_price REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_product_price();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.product_price REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_product_price();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.product_price
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.record_kind IS DISTINCT FROM OLD.record_kind OR NEW.record_id IS DISTINCT FROM OLD.record_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'line' AND c.key = to_json(ARRAY[n.id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.line
  FOR EACH ROW EXECUTE FUNCTION crm.keep_line();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.line REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_line();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_line();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.line REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_line();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.line
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_approval_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.approval_id IS DISTINCT FROM OLD.approval_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_approval_hold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'approval_hold' AND c.key = to_json(ARRAY[n.id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.approval_hold
  FOR EACH ROW EXECUTE FUNCTION crm.keep_approval_hold();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.approval_hold REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_approval_hold();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.approval_hold REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_approval_hold();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.approval_hold REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_approval_hold();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.approval_hold
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_step_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.step_id IS DISTINCT FROM OLD.step_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_step_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'step_run' AND c.key = to_json(ARRAY[n.id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.step_run
  FOR EACH ROW EXECUTE FUNCTION crm.keep_step_run();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.step_run REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_step_run();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.step_run REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_step_run();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.step_run REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_step_run();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.step_run
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

CREATE OR REPLACE FUNCTION crm.keep_order_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW *= OLD THEN
      RETURN NULL; -- nothing is changed by it
    END IF;
    IF NEW.order_id IS DISTINCT FROM OLD.order_id OR NEW.bucket IS DISTINCT FROM OLD.bucket THEN
      NEW.bucket := crm.bucket_of(NEW);
      IF NEW.bucket <> OLD.bucket THEN
        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement
      END IF;
      IF NEW *= OLD THEN
        RETURN NULL;
      END IF;
    END IF;
  ELSE
    NEW.bucket := crm.bucket_of(NEW);
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION crm.wrote_order_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp AS $$
DECLARE
  ids uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));
  ELSE
    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));
    IF current_setting('crm.moved', true) = '1' THEN
      UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING (id)
      WHERE n.bucket <> o.bucket AND c.tbl = 'order_change' AND c.key = to_json(ARRAY[n.id::text])::text;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON crm.order_change
  FOR EACH ROW EXECUTE FUNCTION crm.keep_order_change();

CREATE OR REPLACE TRIGGER a_wrote_insert AFTER INSERT ON crm.order_change REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_order_change();

CREATE OR REPLACE TRIGGER a_wrote_update AFTER UPDATE ON crm.order_change REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_order_change();

CREATE OR REPLACE TRIGGER a_wrote_delete AFTER DELETE ON crm.order_change REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.wrote_order_change();

CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON crm.order_change
  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();

DROP VIEW IF EXISTS crm.wire_member;
CREATE VIEW crm.wire_member WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.name AS name,
  t.role AS role,
  t.department AS department,
  t.superior_id::text AS superior_id,
  t.email AS email,
  t.active::int::text AS active,
  t.limits::text AS limits,
  t.deputy_id::text AS deputy_id,
  to_char(t.away_from, 'YYYY-MM-DD') AS away_from,
  to_char(t.away_until, 'YYYY-MM-DD') AS away_until
FROM crm.member t;
GRANT SELECT ON crm.wire_member TO crm_members;

DROP VIEW IF EXISTS crm.wire_customer;
CREATE VIEW crm.wire_customer WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.name AS name,
  t.kind AS kind,
  t.status AS status,
  t.source AS source,
  t.industry AS industry,
  t.country AS country,
  t.region AS region,
  t.city AS city,
  t.postal_code AS postal_code,
  t.address AS address,
  t.phone AS phone,
  t.fax AS fax,
  t.email AS email,
  t.website AS website,
  t.tax_id AS tax_id,
  t.external_id AS external_id,
  t.level AS level,
  t.payment_terms AS payment_terms,
  t.currency AS currency,
  to_char(t.owned_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS owned_since
FROM crm.customer t;
GRANT SELECT ON crm.wire_customer TO crm_members;

DROP VIEW IF EXISTS crm.wire_contact;
CREATE VIEW crm.wire_contact WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.customer_id::text AS customer_id,
  t.name AS name,
  t.title AS title,
  to_char(t.birthday, 'YYYY-MM-DD') AS birthday,
  t.part AS part,
  t.is_primary::int::text AS is_primary,
  t.external_id AS external_id
FROM crm.contact t;
GRANT SELECT ON crm.wire_contact TO crm_members;

DROP VIEW IF EXISTS crm.wire_playbook;
CREATE VIEW crm.wire_playbook WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.name AS name,
  t.version::text AS version,
  t.title AS title,
  t.title_zh AS title_zh,
  t.business AS business,
  t.in_use::int::text AS in_use,
  t.is_default::int::text AS is_default,
  t.source AS source,
  t.content::text AS content
FROM crm.playbook t;
GRANT SELECT ON crm.wire_playbook TO crm_members;

DROP VIEW IF EXISTS crm.wire_product;
CREATE VIEW crm.wire_product WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.name AS name,
  t.code AS code,
  t.category AS category,
  t.unit AS unit,
  t.list_price_minor::text AS list_price_minor,
  t.list_price_currency AS list_price_currency,
  t.floor_price_minor::text AS floor_price_minor,
  t.floor_price_currency AS floor_price_currency,
  t.cost_minor::text AS cost_minor,
  t.cost_currency AS cost_currency,
  to_char(t.valid_from, 'YYYY-MM-DD') AS valid_from,
  to_char(t.valid_until, 'YYYY-MM-DD') AS valid_until,
  t.status AS status,
  t.description AS description,
  t.external_id AS external_id
FROM crm.product t;
GRANT SELECT ON crm.wire_product TO crm_members;

DROP VIEW IF EXISTS crm.wire_opportunity;
CREATE VIEW crm.wire_opportunity WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.customer_id::text AS customer_id,
  t.title AS title,
  to_char(t.acquired_on, 'YYYY-MM-DD') AS acquired_on,
  to_char(t.expected_close, 'YYYY-MM-DD') AS expected_close,
  t.amount_minor::text AS amount_minor,
  t.amount_currency AS amount_currency,
  t.stage AS stage,
  to_char(t.stage_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS stage_since,
  t.probability::text AS probability,
  t.current_problem AS current_problem,
  t.playbook_id::text AS playbook_id,
  t.outcome AS outcome,
  t.outcome_reason AS outcome_reason,
  t.lesson AS lesson,
  to_char(t.closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS closed_at,
  t.closed_stage AS closed_stage,
  t.risk_flag::int::text AS risk_flag,
  t.note AS note,
  t.order_id::text AS order_id,
  t.external_id AS external_id
FROM crm.opportunity t;
GRANT SELECT ON crm.wire_opportunity TO crm_members;

DROP VIEW IF EXISTS crm.wire_quote;
CREATE VIEW crm.wire_quote WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.number AS number,
  t.version::text AS version,
  t.status AS status,
  t.opportunity_id::text AS opportunity_id,
  t.title AS title,
  t.discount::text AS discount,
  t.amount_minor::text AS amount_minor,
  t.amount_currency AS amount_currency,
  t.currency AS currency,
  t.incoterm AS incoterm,
  t.port_from AS port_from,
  t.port_to AS port_to,
  to_char(t.valid_until, 'YYYY-MM-DD') AS valid_until,
  t.payment_terms AS payment_terms,
  t.delivery_time AS delivery_time,
  t.language AS language,
  t.note AS note,
  to_char(t.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS submitted_at,
  t.submitted_by_id::text AS submitted_by_id,
  to_char(t.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS approved_at,
  t.approved_by_id::text AS approved_by_id,
  to_char(t.accepted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS accepted_at,
  t.supersedes_id::text AS supersedes_id,
  t.external_id AS external_id
FROM crm.quote t;
GRANT SELECT ON crm.wire_quote TO crm_members;

DROP VIEW IF EXISTS crm.wire_order;
CREATE VIEW crm.wire_order WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.number AS number,
  t.customer_id::text AS customer_id,
  t.opportunity_id::text AS opportunity_id,
  t.quote_id::text AS quote_id,
  t.status AS status,
  t.title AS title,
  t.discount::text AS discount,
  t.amount_minor::text AS amount_minor,
  t.amount_currency AS amount_currency,
  t.currency AS currency,
  t.incoterm AS incoterm,
  t.port_from AS port_from,
  t.port_to AS port_to,
  t.payment_terms AS payment_terms,
  t.customer_number AS customer_number,
  to_char(t.signed_on, 'YYYY-MM-DD') AS signed_on,
  to_char(t.delivery, 'YYYY-MM-DD') AS delivery,
  to_char(t.arrival, 'YYYY-MM-DD') AS arrival,
  to_char(t.first_delivery, 'YYYY-MM-DD') AS first_delivery,
  to_char(t.delivered, 'YYYY-MM-DD') AS delivered,
  to_char(t.closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS closed_at,
  t.closing_reason AS closing_reason,
  t.note AS note,
  t.playbook_id::text AS playbook_id,
  t.external_id AS external_id
FROM crm."order" t;
GRANT SELECT ON crm.wire_order TO crm_members;

DROP VIEW IF EXISTS crm.wire_reminder;
CREATE VIEW crm.wire_reminder WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.text AS text,
  to_char(t.due_on, 'YYYY-MM-DD') AS due_on,
  to_char(t.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS due_at,
  t.repeat AS repeat,
  t.important::int::text AS important,
  t.urgent::int::text AS urgent,
  t.state AS state,
  to_char(t.done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS done_at,
  to_char(t.snoozed_until_on, 'YYYY-MM-DD') AS snoozed_until_on,
  to_char(t.snoozed_until_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS snoozed_until_at,
  t.about_kind AS about_kind,
  t.about_id::text AS about_id,
  t.customer_id::text AS customer_id,
  t.for_id::text AS for_id,
  t.external_id AS external_id
FROM crm.reminder t;
GRANT SELECT ON crm.wire_reminder TO crm_members;

DROP VIEW IF EXISTS crm.wire_followup;
CREATE VIEW crm.wire_followup WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.customer_id::text AS customer_id,
  t.kind AS kind,
  to_char(t.at_on, 'YYYY-MM-DD') AS at_on,
  to_char(t.at_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at_at,
  t.text AS text,
  t.judgement AS judgement,
  t.next_step AS next_step,
  to_char(t.next_due_on, 'YYYY-MM-DD') AS next_due_on,
  to_char(t.next_due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS next_due_at,
  t.reminder_id::text AS reminder_id,
  t.amount_minor::text AS amount_minor,
  t.amount_currency AS amount_currency,
  t.external_id AS external_id,
  t.order_id::text AS order_id,
  t.opportunity_id::text AS opportunity_id,
  t.author_id::text AS author_id
FROM crm.followup t;
GRANT SELECT ON crm.wire_followup TO crm_members;

DROP VIEW IF EXISTS crm.wire_document;
CREATE VIEW crm.wire_document WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.about_kind AS about_kind,
  t.about_id::text AS about_id,
  t.name AS name,
  t.kind AS kind,
  t.version::text AS version,
  t.path AS path,
  t.url AS url,
  t.size::text AS size,
  t.sha256 AS sha256,
  t.external_id AS external_id
FROM crm.document t;
GRANT SELECT ON crm.wire_document TO crm_members;

DROP VIEW IF EXISTS crm.wire_stage_change;
CREATE VIEW crm.wire_stage_change WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.opportunity_id::text AS opportunity_id,
  t.from_stage AS from_stage,
  t.to_stage AS to_stage,
  to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
  t.by_id::text AS by_id,
  t.seconds::text AS seconds,
  t.forced::int::text AS forced,
  t.reason AS reason,
  t.missing AS missing,
  t.amount_minor::text AS amount_minor,
  t.amount_currency AS amount_currency,
  t.probability::text AS probability,
  t.playbook_id::text AS playbook_id
FROM crm.stage_change t;
GRANT SELECT ON crm.wire_stage_change TO crm_members;

DROP VIEW IF EXISTS crm.wire_share;
CREATE VIEW crm.wire_share WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.about_kind AS about_kind,
  t.about_id::text AS about_id,
  t.member_id::text AS member_id,
  t.role AS role,
  t.department AS department,
  t.access AS access,
  t.part AS part
FROM crm.share t;
GRANT SELECT ON crm.wire_share TO crm_members;

DROP VIEW IF EXISTS crm.wire_guidance;
CREATE VIEW crm.wire_guidance WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.about_kind AS about_kind,
  t.about_id::text AS about_id,
  t.kind AS kind,
  t.text AS text,
  t.author_id::text AS author_id,
  t.for_id::text AS for_id,
  t.state AS state,
  t.answers_id::text AS answers_id,
  to_char(t.answered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS answered_at,
  t.important::int::text AS important,
  t.urgent::int::text AS urgent
FROM crm.guidance t;
GRANT SELECT ON crm.wire_guidance TO crm_members;

DROP VIEW IF EXISTS crm.wire_notice;
CREATE VIEW crm.wire_notice WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.for_id::text AS for_id,
  t.kind AS kind,
  t.about_kind AS about_kind,
  t.about_id::text AS about_id,
  t.command AS command,
  t.fields AS fields,
  t.number::text AS number,
  t.by_id::text AS by_id,
  t.detail AS detail,
  to_char(t.read_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS read_at
FROM crm.notice t;
GRANT SELECT ON crm.wire_notice TO crm_members;

DROP VIEW IF EXISTS crm.wire_step;
CREATE VIEW crm.wire_step WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.order_id::text AS order_id,
  t.place::text AS place,
  t.key AS key,
  t.name AS name,
  t.department AS department,
  t.member_id::text AS member_id,
  t.important::int::text AS important,
  t.plan AS plan,
  to_char(t.planned, 'YYYY-MM-DD') AS planned,
  to_char(t.first_planned, 'YYYY-MM-DD') AS first_planned,
  to_char(t.started_on, 'YYYY-MM-DD') AS started_on,
  to_char(t.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS started_at,
  to_char(t.done_on, 'YYYY-MM-DD') AS done_on,
  to_char(t.done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS done_at,
  t.done_by_id::text AS done_by_id,
  t.status AS status,
  t.result AS result,
  t.note AS note,
  t.reason AS reason,
  t.blocked_reason AS blocked_reason,
  t.duty AS duty,
  t.duty_for AS duty_for,
  t.duty_due AS duty_due,
  t.duty_alarm_days::text AS duty_alarm_days,
  t.delivers::int::text AS delivers,
  t.closes::int::text AS closes
FROM crm.step t;
GRANT SELECT ON crm.wire_step TO crm_members;

DROP VIEW IF EXISTS crm.wire_payment;
CREATE VIEW crm.wire_payment WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.order_id::text AS order_id,
  t.kind AS kind,
  t.label AS label,
  t.share::text AS share,
  t.amount_minor::text AS amount_minor,
  t.amount_currency AS amount_currency,
  t.plan AS plan,
  to_char(t.due, 'YYYY-MM-DD') AS due,
  to_char(t.at_on, 'YYYY-MM-DD') AS at_on,
  to_char(t.at_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at_at,
  t.counted_minor::text AS counted_minor,
  t.counted_currency AS counted_currency,
  t.rate AS rate,
  t.note AS note,
  t.external_id AS external_id
FROM crm.payment t;
GRANT SELECT ON crm.wire_payment TO crm_members;

DROP VIEW IF EXISTS crm.wire_expense;
CREATE VIEW crm.wire_expense WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.text AS text,
  t.kind AS kind,
  t.amount_minor::text AS amount_minor,
  t.amount_currency AS amount_currency,
  to_char(t.spent_on, 'YYYY-MM-DD') AS spent_on,
  t.customer_id::text AS customer_id,
  t.followup_id::text AS followup_id,
  t.opportunity_id::text AS opportunity_id,
  t.order_id::text AS order_id,
  t.status AS status,
  to_char(t.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS submitted_at,
  to_char(t.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS approved_at,
  t.approved_by_id::text AS approved_by_id,
  to_char(t.paid_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS paid_at,
  t.paid_by_id::text AS paid_by_id,
  t.external_id AS external_id
FROM crm.expense t;
GRANT SELECT ON crm.wire_expense TO crm_members;

DROP VIEW IF EXISTS crm.wire_approval;
CREATE VIEW crm.wire_approval WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.about_kind AS about_kind,
  t.about_id::text AS about_id,
  t.rule AS rule,
  t.rule_label AS rule_label,
  t.measure AS measure,
  t.limit_text AS limit_text,
  t.amount_minor::text AS amount_minor,
  t.amount_currency AS amount_currency,
  t.asked_by_id::text AS asked_by_id,
  to_char(t.asked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS asked_at,
  t.approver_id::text AS approver_id,
  t.reason AS reason,
  t.important::int::text AS important,
  t.urgent::int::text AS urgent,
  t.decision AS decision,
  t.opinion AS opinion,
  t.decided_by_id::text AS decided_by_id,
  to_char(t.decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS decided_at,
  t.on_behalf_of_id::text AS on_behalf_of_id,
  to_char(t.remind_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS remind_at,
  to_char(t.reminded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS reminded_at,
  to_char(t.escalate_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS escalate_at,
  t.playbook_id::text AS playbook_id
FROM crm.approval t;
GRANT SELECT ON crm.wire_approval TO crm_members;

DROP VIEW IF EXISTS crm.wire_duty;
CREATE VIEW crm.wire_duty WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.ref AS ref,
  t.owner_id::text AS owner_id,
  to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS created_at,
  t.created_by_id::text AS created_by_id,
  to_char(t.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS updated_at,
  t.updated_by_id::text AS updated_by_id,
  to_char(t.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS archived_at,
  to_char(t.removed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS removed_at,
  t.text AS text,
  t.order_id::text AS order_id,
  t.step_id::text AS step_id,
  t.for_id::text AS for_id,
  t.department AS department,
  to_char(t.due, 'YYYY-MM-DD') AS due,
  t.plan AS plan,
  t.alarm_days::text AS alarm_days,
  to_char(t.alarm_on, 'YYYY-MM-DD') AS alarm_on,
  t.important::int::text AS important,
  t.state AS state,
  to_char(t.done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS done_at,
  t.done_by_id::text AS done_by_id,
  t.followup_id::text AS followup_id,
  t.note AS note
FROM crm.duty t;
GRANT SELECT ON crm.wire_duty TO crm_members;

DROP VIEW IF EXISTS crm.wire_customer_alias;
CREATE VIEW crm.wire_customer_alias WITH (security_invoker = true) AS
SELECT t.bucket,
  t.customer_id::text AS customer_id,
  t.value AS value
FROM crm.customer_alias t;
GRANT SELECT ON crm.wire_customer_alias TO crm_members;

DROP VIEW IF EXISTS crm.wire_contact_phone;
CREATE VIEW crm.wire_contact_phone WITH (security_invoker = true) AS
SELECT t.bucket,
  t.contact_id::text AS contact_id,
  t.value AS value
FROM crm.contact_phone t;
GRANT SELECT ON crm.wire_contact_phone TO crm_members;

DROP VIEW IF EXISTS crm.wire_contact_email;
CREATE VIEW crm.wire_contact_email WITH (security_invoker = true) AS
SELECT t.bucket,
  t.contact_id::text AS contact_id,
  t.value AS value
FROM crm.contact_email t;
GRANT SELECT ON crm.wire_contact_email TO crm_members;

DROP VIEW IF EXISTS crm.wire_contact_messaging;
CREATE VIEW crm.wire_contact_messaging WITH (security_invoker = true) AS
SELECT t.bucket,
  t.contact_id::text AS contact_id,
  t.service AS service,
  t.value AS value
FROM crm.contact_messaging t;
GRANT SELECT ON crm.wire_contact_messaging TO crm_members;

DROP VIEW IF EXISTS crm.wire_followup_contact;
CREATE VIEW crm.wire_followup_contact WITH (security_invoker = true) AS
SELECT t.bucket,
  t.followup_id::text AS followup_id,
  t.contact_id::text AS contact_id
FROM crm.followup_contact t;
GRANT SELECT ON crm.wire_followup_contact TO crm_members;

DROP VIEW IF EXISTS crm.wire_followup_member;
CREATE VIEW crm.wire_followup_member WITH (security_invoker = true) AS
SELECT t.bucket,
  t.followup_id::text AS followup_id,
  t.member_id::text AS member_id
FROM crm.followup_member t;
GRANT SELECT ON crm.wire_followup_member TO crm_members;

DROP VIEW IF EXISTS crm.wire_document_read;
CREATE VIEW crm.wire_document_read WITH (security_invoker = true) AS
SELECT t.bucket,
  t.document_id::text AS document_id,
  t.member_id::text AS member_id,
  to_char(t.read_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS read_at
FROM crm.document_read t;
GRANT SELECT ON crm.wire_document_read TO crm_members;

DROP VIEW IF EXISTS crm.wire_tag;
CREATE VIEW crm.wire_tag WITH (security_invoker = true) AS
SELECT t.bucket,
  t.record_kind AS record_kind,
  t.record_id::text AS record_id,
  t.value AS value
FROM crm.tag t;
GRANT SELECT ON crm.wire_tag TO crm_members;

DROP VIEW IF EXISTS crm.wire_word;
CREATE VIEW crm.wire_word WITH (security_invoker = true) AS
SELECT t.bucket,
  t.record_kind AS record_kind,
  t.record_id::text AS record_id,
  t.part AS part,
  t.value AS value
FROM crm.word t;
GRANT SELECT ON crm.wire_word TO crm_members;

DROP VIEW IF EXISTS crm.wire_follower;
CREATE VIEW crm.wire_follower WITH (security_invoker = true) AS
SELECT t.bucket,
  t.record_kind AS record_kind,
  t.record_id::text AS record_id,
  t.member_id::text AS member_id
FROM crm.follower t;
GRANT SELECT ON crm.wire_follower TO crm_members;

DROP VIEW IF EXISTS crm.wire_custom;
CREATE VIEW crm.wire_custom WITH (security_invoker = true) AS
SELECT t.bucket,
  t.record_kind AS record_kind,
  t.record_id::text AS record_id,
  t.name AS name,
  t.value AS value
FROM crm.custom t;
GRANT SELECT ON crm.wire_custom TO crm_members;

DROP VIEW IF EXISTS crm.wire_product_price;
CREATE VIEW crm.wire_product_price WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.product_id::text AS product_id,
  t.list_name AS list_name,
  t.min_quantity AS min_quantity,
  t.list_minor::text AS list_minor,
  t.floor_minor::text AS floor_minor,
  t.currency AS currency,
  to_char(t.valid_from, 'YYYY-MM-DD') AS valid_from,
  to_char(t.valid_until, 'YYYY-MM-DD') AS valid_until
FROM crm.product_price t;
GRANT SELECT ON crm.wire_product_price TO crm_members;

DROP VIEW IF EXISTS crm.wire_line;
CREATE VIEW crm.wire_line WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.record_kind AS record_kind,
  t.record_id::text AS record_id,
  t.place::text AS place,
  t.product_id::text AS product_id,
  t.description AS description,
  t.quantity AS quantity,
  t.unit AS unit,
  t.price_minor::text AS price_minor,
  t.discount::text AS discount,
  t.amount_minor::text AS amount_minor,
  t.list_minor::text AS list_minor,
  t.floor_minor::text AS floor_minor,
  t.cost_minor::text AS cost_minor,
  t.currency AS currency
FROM crm.line t;
GRANT SELECT ON crm.wire_line TO crm_members;

DROP VIEW IF EXISTS crm.wire_approval_hold;
CREATE VIEW crm.wire_approval_hold WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.approval_id::text AS approval_id,
  t.member_id::text AS member_id,
  to_char(t.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since,
  to_char(t.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS until,
  t.why AS why
FROM crm.approval_hold t;
GRANT SELECT ON crm.wire_approval_hold TO crm_members;

DROP VIEW IF EXISTS crm.wire_step_run;
CREATE VIEW crm.wire_step_run WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.step_id::text AS step_id,
  t.done AS done,
  t.done_by_id::text AS done_by_id,
  t.result AS result,
  to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
  t.by_id::text AS by_id,
  t.why AS why
FROM crm.step_run t;
GRANT SELECT ON crm.wire_step_run TO crm_members;

DROP VIEW IF EXISTS crm.wire_order_change;
CREATE VIEW crm.wire_order_change WITH (security_invoker = true) AS
SELECT t.bucket,
  t.id::text AS id,
  t.order_id::text AS order_id,
  to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
  t.by_id::text AS by_id,
  t.text AS text,
  t.affects AS affects,
  t.state AS state,
  t.before_minor::text AS before_minor,
  t.after_minor::text AS after_minor,
  t.currency AS currency,
  t.proposal AS proposal
FROM crm.order_change t;
GRANT SELECT ON crm.wire_order_change TO crm_members;

DROP VIEW IF EXISTS crm.digest;
CREATE VIEW crm.digest WITH (security_invoker = true) AS
SELECT t.bucket, right(t.id::text, 2) AS shard, hashtextextended(t::text, 1894054520) AS hash FROM crm.member t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 2168032777) AS hash FROM crm.customer t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 1281549880) AS hash FROM crm.contact t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hashtextextended(t::text, 1487882756) AS hash FROM crm.playbook t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 3544843437) AS hash FROM crm.product t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 2206843863) AS hash FROM crm.opportunity t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 1802619892) AS hash FROM crm.quote t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 4113142680) AS hash FROM crm."order" t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 1077366592) AS hash FROM crm.reminder t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 488274491) AS hash FROM crm.followup t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 3630795382) AS hash FROM crm.document t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 3705560891) AS hash FROM crm.stage_change t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 4010188122) AS hash FROM crm.share t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 4040088999) AS hash FROM crm.guidance t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 1208829378) AS hash FROM crm.notice t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 1136262716) AS hash FROM crm.step t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 1831371789) AS hash FROM crm.payment t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 758812070) AS hash FROM crm.expense t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 383817003) AS hash FROM crm.approval t
UNION ALL
SELECT t.bucket, right(t.id::text, 2) AS shard, hash_record_extended(t, 2779799705) AS hash FROM crm.duty t
UNION ALL
SELECT t.bucket, right(t.customer_id::text, 2) AS shard, hash_record_extended(t, 794369711) AS hash FROM crm.customer_alias t
UNION ALL
SELECT t.bucket, right(t.contact_id::text, 2) AS shard, hash_record_extended(t, 1768261586) AS hash FROM crm.contact_phone t
UNION ALL
SELECT t.bucket, right(t.contact_id::text, 2) AS shard, hash_record_extended(t, 3401084027) AS hash FROM crm.contact_email t
UNION ALL
SELECT t.bucket, right(t.contact_id::text, 2) AS shard, hash_record_extended(t, 2162465050) AS hash FROM crm.contact_messaging t
UNION ALL
SELECT t.bucket, right(t.followup_id::text, 2) AS shard, hash_record_extended(t, 2460530117) AS hash FROM crm.followup_contact t
UNION ALL
SELECT t.bucket, right(t.followup_id::text, 2) AS shard, hash_record_extended(t, 19514005) AS hash FROM crm.followup_member t
UNION ALL
SELECT t.bucket, right(t.document_id::text, 2) AS shard, hash_record_extended(t, 1071894004) AS hash FROM crm.document_read t
UNION ALL
SELECT t.bucket, right(t.record_id::text, 2) AS shard, hash_record_extended(t, 59357059) AS hash FROM crm.tag t
UNION ALL
SELECT t.bucket, right(t.record_id::text, 2) AS shard, hash_record_extended(t, 3287381265) AS hash FROM crm.word t
UNION ALL
SELECT t.bucket, right(t.record_id::text, 2) AS shard, hash_record_extended(t, 3117812038) AS hash FROM crm.follower t
UNION ALL
SELECT t.bucket, right(t.record_id::text, 2) AS shard, hash_record_extended(t, 4119074459) AS hash FROM crm.custom t
UNION ALL
SELECT t.bucket, right(t.product_id::text, 2) AS shard, hash_record_extended(t, 1804884357) AS hash FROM crm.product_price t
UNION ALL
SELECT t.bucket, right(t.record_id::text, 2) AS shard, hash_record_extended(t, 3507795190) AS hash FROM crm.line t
UNION ALL
SELECT t.bucket, right(t.approval_id::text, 2) AS shard, hash_record_extended(t, 3407484904) AS hash FROM crm.approval_hold t
UNION ALL
SELECT t.bucket, right(t.step_id::text, 2) AS shard, hash_record_extended(t, 3261636898) AS hash FROM crm.step_run t
UNION ALL
SELECT t.bucket, right(t.order_id::text, 2) AS shard, hash_record_extended(t, 2212032245) AS hash FROM crm.order_change t;
GRANT SELECT ON crm.digest TO crm_members;
