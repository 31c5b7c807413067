-- Columns the store keeps by itself; they are not journalled.

CREATE TRIGGER followup_dealt_insert AFTER INSERT ON followup BEGIN
  UPDATE customer SET (last_dealt_on, last_dealt_at) = (
    SELECT at_on, at_at FROM followup WHERE customer_id = NEW.customer_id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id = NEW.customer_id;
END;

CREATE TRIGGER followup_dealt_update AFTER UPDATE OF customer_id, at_on, at_at, removed_at ON followup BEGIN
  UPDATE customer SET (last_dealt_on, last_dealt_at) = (
    SELECT at_on, at_at FROM followup WHERE customer_id = customer.id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id IN (OLD.customer_id, NEW.customer_id);
END;

CREATE TRIGGER followup_dealt_delete AFTER DELETE ON followup BEGIN
  UPDATE customer SET (last_dealt_on, last_dealt_at) = (
    SELECT at_on, at_at FROM followup WHERE customer_id = OLD.customer_id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id = OLD.customer_id;
END;

CREATE TRIGGER reminder_next_insert AFTER INSERT ON reminder WHEN NEW.customer_id IS NOT NULL BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE customer_id = NEW.customer_id AND state <> 'done' AND removed_at IS NULL
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id = NEW.customer_id;
END;

CREATE TRIGGER reminder_next_update
AFTER UPDATE OF customer_id, due_on, due_at, state, snoozed_until_on, snoozed_until_at, removed_at ON reminder BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE customer_id = customer.id AND state <> 'done' AND removed_at IS NULL
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id IN (OLD.customer_id, NEW.customer_id);
END;

CREATE TRIGGER reminder_next_delete AFTER DELETE ON reminder WHEN OLD.customer_id IS NOT NULL BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE customer_id = OLD.customer_id AND state <> 'done' AND removed_at IS NULL
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id = OLD.customer_id;
END;

-- What is known of an opportunity by what hangs on it.
CREATE TRIGGER opportunity_cycle_insert AFTER INSERT ON opportunity BEGIN
  UPDATE opportunity SET expected_cycle = CAST(julianday(NEW.expected_close) - julianday(NEW.acquired_on) AS INTEGER)
  WHERE nid = NEW.nid AND NEW.expected_close IS NOT NULL;
END;

CREATE TRIGGER opportunity_cycle_update AFTER UPDATE OF expected_close, acquired_on ON opportunity BEGIN
  UPDATE opportunity SET expected_cycle = CAST(julianday(NEW.expected_close) - julianday(NEW.acquired_on) AS INTEGER)
  WHERE nid = NEW.nid;
END;

CREATE TRIGGER opportunity_dealt_insert AFTER INSERT ON followup WHEN NEW.opportunity_id IS NOT NULL BEGIN
  UPDATE opportunity SET (latest_followup_on, latest_followup_at) = (
    SELECT at_on, at_at FROM followup WHERE opportunity_id = NEW.opportunity_id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id = NEW.opportunity_id;
END;

CREATE TRIGGER opportunity_dealt_update AFTER UPDATE OF opportunity_id, at_on, at_at, removed_at ON followup
WHEN OLD.opportunity_id IS NOT NULL OR NEW.opportunity_id IS NOT NULL BEGIN
  UPDATE opportunity SET (latest_followup_on, latest_followup_at) = (
    SELECT at_on, at_at FROM followup WHERE opportunity_id = opportunity.id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id IN (OLD.opportunity_id, NEW.opportunity_id);
END;

CREATE TRIGGER opportunity_dealt_delete AFTER DELETE ON followup WHEN OLD.opportunity_id IS NOT NULL BEGIN
  UPDATE opportunity SET (latest_followup_on, latest_followup_at) = (
    SELECT at_on, at_at FROM followup WHERE opportunity_id = OLD.opportunity_id AND removed_at IS NULL
    ORDER BY coalesce(at_at, at_on) DESC LIMIT 1
  ) WHERE id = OLD.opportunity_id;
END;

CREATE TRIGGER opportunity_next_insert AFTER INSERT ON reminder
WHEN NEW.about_kind IN ('opportunity', 'followup') BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE state <> 'done' AND removed_at IS NULL AND (about_id = opportunity.id
      OR about_id IN (SELECT id FROM followup WHERE opportunity_id = opportunity.id))
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id = CASE NEW.about_kind WHEN 'opportunity' THEN NEW.about_id
    ELSE (SELECT opportunity_id FROM followup WHERE id = NEW.about_id) END;
END;

CREATE TRIGGER opportunity_next_update
AFTER UPDATE OF about_id, due_on, due_at, state, snoozed_until_on, snoozed_until_at, removed_at ON reminder
WHEN OLD.about_kind IN ('opportunity', 'followup') OR NEW.about_kind IN ('opportunity', 'followup') BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE state <> 'done' AND removed_at IS NULL AND (about_id = opportunity.id
      OR about_id IN (SELECT id FROM followup WHERE opportunity_id = opportunity.id))
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id IN (OLD.about_id, NEW.about_id)
    OR id IN (SELECT opportunity_id FROM followup WHERE id IN (OLD.about_id, NEW.about_id));
END;

CREATE TRIGGER opportunity_next_delete AFTER DELETE ON reminder
WHEN OLD.about_kind IN ('opportunity', 'followup') BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE state <> 'done' AND removed_at IS NULL AND (about_id = opportunity.id
      OR about_id IN (SELECT id FROM followup WHERE opportunity_id = opportunity.id))
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id = OLD.about_id OR id IN (SELECT opportunity_id FROM followup WHERE id = OLD.about_id);
END;

-- A reminder is about the follow-up it came from: where that goes to an opportunity, it goes along.
CREATE TRIGGER opportunity_next_moved AFTER UPDATE OF opportunity_id, removed_at ON followup
WHEN OLD.opportunity_id IS NOT NULL OR NEW.opportunity_id IS NOT NULL BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT
      CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END,
      CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END
    FROM reminder
    WHERE state <> 'done' AND removed_at IS NULL AND (about_id = opportunity.id
      OR about_id IN (SELECT id FROM followup WHERE opportunity_id = opportunity.id))
    ORDER BY CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on)
      ELSE coalesce(due_at, due_on) END LIMIT 1
  ) WHERE id IN (OLD.opportunity_id, NEW.opportunity_id);
END;

-- The board's counts and sums: open opportunities by stage, owner, process and currency.
CREATE TRIGGER opportunity_sum_insert AFTER INSERT ON opportunity
WHEN NEW.outcome IS NULL AND NEW.removed_at IS NULL AND NEW.archived_at IS NULL BEGIN
  INSERT INTO opportunity_sum (stage, owner, playbook, currency, number, minor, weighted)
  VALUES (coalesce(NEW.stage, ''), coalesce(NEW.owner_id, ''), coalesce(NEW.playbook_id, ''),
    coalesce(NEW.amount_currency, ''), 1, coalesce(NEW.amount_minor, 0),
    coalesce(NEW.amount_minor, 0) * coalesce(NEW.probability, 0))
  ON CONFLICT DO UPDATE SET number = number + 1, minor = minor + excluded.minor, weighted = weighted + excluded.weighted;
END;

CREATE TRIGGER opportunity_sum_update AFTER UPDATE OF stage, owner_id, playbook_id, amount_minor, amount_currency,
  probability, outcome, removed_at, archived_at ON opportunity
WHEN OLD.stage IS NOT NEW.stage OR OLD.owner_id IS NOT NEW.owner_id OR OLD.playbook_id IS NOT NEW.playbook_id
  OR OLD.amount_minor IS NOT NEW.amount_minor OR OLD.amount_currency IS NOT NEW.amount_currency
  OR OLD.probability IS NOT NEW.probability OR OLD.outcome IS NOT NEW.outcome
  OR OLD.removed_at IS NOT NEW.removed_at OR OLD.archived_at IS NOT NEW.archived_at BEGIN
  UPDATE opportunity_sum SET number = number - 1, minor = minor - coalesce(OLD.amount_minor, 0),
    weighted = weighted - coalesce(OLD.amount_minor, 0) * coalesce(OLD.probability, 0)
  WHERE OLD.outcome IS NULL AND OLD.removed_at IS NULL AND OLD.archived_at IS NULL
    AND stage = coalesce(OLD.stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND playbook = coalesce(OLD.playbook_id, '') AND currency = coalesce(OLD.amount_currency, '');
  INSERT INTO opportunity_sum (stage, owner, playbook, currency, number, minor, weighted)
  SELECT coalesce(NEW.stage, ''), coalesce(NEW.owner_id, ''), coalesce(NEW.playbook_id, ''),
    coalesce(NEW.amount_currency, ''), 1, coalesce(NEW.amount_minor, 0),
    coalesce(NEW.amount_minor, 0) * coalesce(NEW.probability, 0)
  WHERE NEW.outcome IS NULL AND NEW.removed_at IS NULL AND NEW.archived_at IS NULL
  ON CONFLICT DO UPDATE SET number = number + 1, minor = minor + excluded.minor, weighted = weighted + excluded.weighted;
  DELETE FROM opportunity_sum WHERE number = 0
    AND stage = coalesce(OLD.stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND playbook = coalesce(OLD.playbook_id, '') AND currency = coalesce(OLD.amount_currency, '');
END;

CREATE TRIGGER opportunity_sum_delete AFTER DELETE ON opportunity
WHEN OLD.outcome IS NULL AND OLD.removed_at IS NULL AND OLD.archived_at IS NULL BEGIN
  UPDATE opportunity_sum SET number = number - 1, minor = minor - coalesce(OLD.amount_minor, 0),
    weighted = weighted - coalesce(OLD.amount_minor, 0) * coalesce(OLD.probability, 0)
  WHERE stage = coalesce(OLD.stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND playbook = coalesce(OLD.playbook_id, '') AND currency = coalesce(OLD.amount_currency, '');
  DELETE FROM opportunity_sum WHERE number = 0
    AND stage = coalesce(OLD.stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND playbook = coalesce(OLD.playbook_id, '') AND currency = coalesce(OLD.amount_currency, '');
END;

-- The funnel's flow: how often opportunities went from stage to stage, after how many days, by owner and process.
CREATE TRIGGER stage_flow_insert AFTER INSERT ON stage_change WHEN NEW.removed_at IS NULL BEGIN
  INSERT INTO stage_flow (playbook, from_stage, to_stage, owner, days, number, seconds, forced)
  VALUES (coalesce(NEW.playbook_id, ''), coalesce(NEW.from_stage, ''), coalesce(NEW.to_stage, ''),
    coalesce(NEW.owner_id, ''), coalesce(NEW.seconds, 0) / 86400, 1, coalesce(NEW.seconds, 0), NEW.forced)
  ON CONFLICT DO UPDATE SET number = number + 1, seconds = seconds + excluded.seconds, forced = forced + excluded.forced;
END;

CREATE TRIGGER stage_flow_update AFTER UPDATE OF playbook_id, from_stage, to_stage, owner_id, seconds, forced, removed_at
ON stage_change BEGIN
  UPDATE stage_flow SET number = number - 1, seconds = seconds - coalesce(OLD.seconds, 0), forced = forced - OLD.forced
  WHERE OLD.removed_at IS NULL AND playbook = coalesce(OLD.playbook_id, '') AND from_stage = coalesce(OLD.from_stage, '')
    AND to_stage = coalesce(OLD.to_stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND days = coalesce(OLD.seconds, 0) / 86400;
  INSERT INTO stage_flow (playbook, from_stage, to_stage, owner, days, number, seconds, forced)
  SELECT coalesce(NEW.playbook_id, ''), coalesce(NEW.from_stage, ''), coalesce(NEW.to_stage, ''),
    coalesce(NEW.owner_id, ''), coalesce(NEW.seconds, 0) / 86400, 1, coalesce(NEW.seconds, 0), NEW.forced
  WHERE NEW.removed_at IS NULL
  ON CONFLICT DO UPDATE SET number = number + 1, seconds = seconds + excluded.seconds, forced = forced + excluded.forced;
  DELETE FROM stage_flow WHERE number = 0 AND playbook = coalesce(OLD.playbook_id, '')
    AND from_stage = coalesce(OLD.from_stage, '') AND to_stage = coalesce(OLD.to_stage, '')
    AND owner = coalesce(OLD.owner_id, '') AND days = coalesce(OLD.seconds, 0) / 86400;
END;

CREATE TRIGGER stage_flow_delete AFTER DELETE ON stage_change WHEN OLD.removed_at IS NULL BEGIN
  UPDATE stage_flow SET number = number - 1, seconds = seconds - coalesce(OLD.seconds, 0), forced = forced - OLD.forced
  WHERE playbook = coalesce(OLD.playbook_id, '') AND from_stage = coalesce(OLD.from_stage, '')
    AND to_stage = coalesce(OLD.to_stage, '') AND owner = coalesce(OLD.owner_id, '')
    AND days = coalesce(OLD.seconds, 0) / 86400;
  DELETE FROM stage_flow WHERE number = 0 AND playbook = coalesce(OLD.playbook_id, '')
    AND from_stage = coalesce(OLD.from_stage, '') AND to_stage = coalesce(OLD.to_stage, '')
    AND owner = coalesce(OLD.owner_id, '') AND days = coalesce(OLD.seconds, 0) / 86400;
END;
