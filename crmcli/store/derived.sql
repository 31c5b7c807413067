-- Columns the store keeps by itself; they are not journalled. What several triggers do is a view to write to: all of
-- their text is parsed at every opening of the store.

CREATE TRIGGER followup_dealt_insert AFTER INSERT ON followup WHEN (SELECT txn FROM current) IS NOT 0 BEGIN
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

-- Reminders that lie ahead: of which customer, about what, on which day or at which moment.
CREATE VIEW lying_ahead AS
  SELECT customer_id AS whose, about_id AS about,
    CASE WHEN state = 'snoozed' THEN snoozed_until_on ELSE due_on END AS day,
    CASE WHEN state = 'snoozed' THEN snoozed_until_at ELSE due_at END AS moment,
    CASE WHEN state = 'snoozed' THEN coalesce(snoozed_until_at, snoozed_until_on) ELSE coalesce(due_at, due_on) END AS due
  FROM reminder WHERE state <> 'done' AND removed_at IS NULL;

CREATE TRIGGER reminder_next_insert AFTER INSERT ON reminder WHEN NEW.customer_id IS NOT NULL BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT day, moment FROM lying_ahead WHERE whose = NEW.customer_id ORDER BY due LIMIT 1
  ) WHERE id = NEW.customer_id;
END;

CREATE TRIGGER reminder_next_update
AFTER UPDATE OF customer_id, due_on, due_at, state, snoozed_until_on, snoozed_until_at, removed_at ON reminder BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT day, moment FROM lying_ahead WHERE whose = customer.id ORDER BY due LIMIT 1
  ) WHERE id IN (OLD.customer_id, NEW.customer_id);
END;

CREATE TRIGGER reminder_next_delete AFTER DELETE ON reminder WHEN OLD.customer_id IS NOT NULL BEGIN
  UPDATE customer SET (next_followup_on, next_followup_at) = (
    SELECT day, moment FROM lying_ahead WHERE whose = OLD.customer_id ORDER BY due LIMIT 1
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

CREATE VIEW opportunity_next AS SELECT id FROM opportunity;
CREATE TRIGGER opportunity_next_again INSTEAD OF INSERT ON opportunity_next BEGIN
  UPDATE opportunity SET (next_followup_on, next_followup_at) = (
    SELECT day, moment FROM lying_ahead
    WHERE about = NEW.id OR about IN (SELECT id FROM followup WHERE opportunity_id = NEW.id) ORDER BY due LIMIT 1
  ) WHERE id = NEW.id;
END;

CREATE TRIGGER opportunity_next_insert AFTER INSERT ON reminder WHEN NEW.about_kind IN ('opportunity', 'followup') BEGIN
  INSERT INTO opportunity_next VALUES (CASE NEW.about_kind WHEN 'opportunity' THEN NEW.about_id
    ELSE (SELECT opportunity_id FROM followup WHERE id = NEW.about_id) END);
END;

CREATE TRIGGER opportunity_next_update
AFTER UPDATE OF about_id, due_on, due_at, state, snoozed_until_on, snoozed_until_at, removed_at ON reminder
WHEN OLD.about_kind IN ('opportunity', 'followup') OR NEW.about_kind IN ('opportunity', 'followup') BEGIN
  INSERT INTO opportunity_next SELECT OLD.about_id UNION SELECT NEW.about_id
    UNION SELECT opportunity_id FROM followup WHERE id IN (OLD.about_id, NEW.about_id);
END;

CREATE TRIGGER opportunity_next_delete AFTER DELETE ON reminder
WHEN OLD.about_kind IN ('opportunity', 'followup') BEGIN
  INSERT INTO opportunity_next SELECT OLD.about_id UNION SELECT opportunity_id FROM followup WHERE id = OLD.about_id;
END;

-- A reminder is about the follow-up it came from: where that goes to an opportunity, it goes along.
CREATE TRIGGER opportunity_next_moved AFTER UPDATE OF opportunity_id, removed_at ON followup
WHEN OLD.opportunity_id IS NOT NULL OR NEW.opportunity_id IS NOT NULL BEGIN
  INSERT INTO opportunity_next SELECT OLD.opportunity_id UNION SELECT NEW.opportunity_id;
END;

-- The board's counts and sums: open opportunities by stage, owner, process and currency. What is written to the view is
-- added, or with the number -1 taken away.
CREATE VIEW opportunity_summed AS
  SELECT stage, owner, playbook, currency, number, minor, 100 AS probability FROM opportunity_sum;
CREATE TRIGGER opportunity_sum_add INSTEAD OF INSERT ON opportunity_summed BEGIN
  INSERT INTO opportunity_sum (stage, owner, playbook, currency, number, minor, weighted)
  VALUES (coalesce(NEW.stage, ''), coalesce(NEW.owner, ''), coalesce(NEW.playbook, ''), coalesce(NEW.currency, ''),
    NEW.number, NEW.number * coalesce(NEW.minor, 0), NEW.number * coalesce(NEW.minor, 0) * coalesce(NEW.probability, 0))
  ON CONFLICT DO UPDATE SET number = number + excluded.number, minor = minor + excluded.minor,
    weighted = weighted + excluded.weighted;
  DELETE FROM opportunity_sum WHERE NEW.number < 0 AND number = 0 AND stage = coalesce(NEW.stage, '')
    AND owner = coalesce(NEW.owner, '') AND playbook = coalesce(NEW.playbook, '') AND currency = coalesce(NEW.currency, '');
END;

CREATE TRIGGER opportunity_sum_insert AFTER INSERT ON opportunity
WHEN NEW.outcome IS NULL AND NEW.removed_at IS NULL AND NEW.archived_at IS NULL BEGIN
  INSERT INTO opportunity_summed
  VALUES (NEW.stage, NEW.owner_id, NEW.playbook_id, NEW.amount_currency, 1, NEW.amount_minor, NEW.probability);
END;

CREATE TRIGGER opportunity_sum_update AFTER UPDATE OF stage, owner_id, playbook_id, amount_minor, amount_currency,
  probability, outcome, removed_at, archived_at ON opportunity BEGIN
  INSERT INTO opportunity_summed
  SELECT OLD.stage, OLD.owner_id, OLD.playbook_id, OLD.amount_currency, -1, OLD.amount_minor, OLD.probability
  WHERE OLD.outcome IS NULL AND OLD.removed_at IS NULL AND OLD.archived_at IS NULL;
  INSERT INTO opportunity_summed
  SELECT NEW.stage, NEW.owner_id, NEW.playbook_id, NEW.amount_currency, 1, NEW.amount_minor, NEW.probability
  WHERE NEW.outcome IS NULL AND NEW.removed_at IS NULL AND NEW.archived_at IS NULL;
END;

CREATE TRIGGER opportunity_sum_delete AFTER DELETE ON opportunity
WHEN OLD.outcome IS NULL AND OLD.removed_at IS NULL AND OLD.archived_at IS NULL BEGIN
  INSERT INTO opportunity_summed
  VALUES (OLD.stage, OLD.owner_id, OLD.playbook_id, OLD.amount_currency, -1, OLD.amount_minor, OLD.probability);
END;

-- The funnel's flow: how often opportunities went from stage to stage, after how many days, by owner and process. Each
-- change counts twice: in its month of UTC, and in all months together ('').
CREATE VIEW stage_flowed AS
  SELECT month AS at, playbook, from_stage, to_stage, owner, number, seconds, forced FROM stage_flow;
CREATE TRIGGER stage_flow_add INSTEAD OF INSERT ON stage_flowed BEGIN
  INSERT INTO stage_flow (month, playbook, from_stage, to_stage, owner, days, number, seconds, forced)
  SELECT month, coalesce(NEW.playbook, ''), coalesce(NEW.from_stage, ''), coalesce(NEW.to_stage, ''),
    coalesce(NEW.owner, ''), coalesce(NEW.seconds, 0) / 86400, NEW.number, NEW.number * coalesce(NEW.seconds, 0),
    NEW.number * NEW.forced
  FROM (SELECT '' AS month UNION ALL SELECT substr(NEW.at, 1, 7) WHERE NEW.at <> '') WHERE true
  ON CONFLICT DO UPDATE SET number = number + excluded.number, seconds = seconds + excluded.seconds,
    forced = forced + excluded.forced;
  DELETE FROM stage_flow WHERE NEW.number < 0 AND number = 0 AND month IN ('', substr(NEW.at, 1, 7))
    AND playbook = coalesce(NEW.playbook, '') AND from_stage = coalesce(NEW.from_stage, '')
    AND to_stage = coalesce(NEW.to_stage, '') AND owner = coalesce(NEW.owner, '')
    AND days = coalesce(NEW.seconds, 0) / 86400;
END;

CREATE TRIGGER stage_flow_insert AFTER INSERT ON stage_change WHEN NEW.removed_at IS NULL BEGIN
  INSERT INTO stage_flowed
  VALUES (NEW.at, NEW.playbook_id, NEW.from_stage, NEW.to_stage, NEW.owner_id, 1, NEW.seconds, NEW.forced);
END;

CREATE TRIGGER stage_flow_update
AFTER UPDATE OF at, playbook_id, from_stage, to_stage, owner_id, seconds, forced, removed_at ON stage_change BEGIN
  INSERT INTO stage_flowed
  SELECT OLD.at, OLD.playbook_id, OLD.from_stage, OLD.to_stage, OLD.owner_id, -1, OLD.seconds, OLD.forced
  WHERE OLD.removed_at IS NULL;
  INSERT INTO stage_flowed
  SELECT NEW.at, NEW.playbook_id, NEW.from_stage, NEW.to_stage, NEW.owner_id, 1, NEW.seconds, NEW.forced
  WHERE NEW.removed_at IS NULL;
END;

CREATE TRIGGER stage_flow_delete AFTER DELETE ON stage_change WHEN OLD.removed_at IS NULL BEGIN
  INSERT INTO stage_flowed
  VALUES (OLD.at, OLD.playbook_id, OLD.from_stage, OLD.to_stage, OLD.owner_id, -1, OLD.seconds, OLD.forced);
END;

-- A quote is offered to the customer of its opportunity; steps and payments are the matter of their order's.
CREATE TRIGGER quote_customer_insert AFTER INSERT ON quote BEGIN
  UPDATE quote SET customer_id = (SELECT customer_id FROM opportunity WHERE id = NEW.opportunity_id)
  WHERE nid = NEW.nid;
END;
CREATE TRIGGER quote_customer_update AFTER UPDATE OF opportunity_id ON quote BEGIN
  UPDATE quote SET customer_id = (SELECT customer_id FROM opportunity WHERE id = NEW.opportunity_id)
  WHERE nid = NEW.nid;
END;
CREATE TRIGGER quote_customer_moved AFTER UPDATE OF customer_id ON opportunity
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE quote SET customer_id = NEW.customer_id WHERE opportunity_id = NEW.id;
END;
CREATE TRIGGER step_customer_insert AFTER INSERT ON step BEGIN
  UPDATE step SET customer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id) WHERE nid = NEW.nid;
END;
CREATE TRIGGER payment_customer_insert AFTER INSERT ON payment BEGIN
  UPDATE payment SET customer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id) WHERE nid = NEW.nid;
END;
CREATE TRIGGER duty_customer_insert AFTER INSERT ON duty BEGIN
  UPDATE duty SET customer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id) WHERE nid = NEW.nid;
END;
CREATE TRIGGER duty_customer_update AFTER UPDATE OF order_id ON duty BEGIN
  UPDATE duty SET customer_id = (SELECT customer_id FROM "order" WHERE id = NEW.order_id) WHERE nid = NEW.nid;
END;
CREATE TRIGGER order_customer_moved AFTER UPDATE OF customer_id ON "order"
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE step SET customer_id = NEW.customer_id WHERE order_id = NEW.id;
  UPDATE payment SET customer_id = NEW.customer_id WHERE order_id = NEW.id;
  UPDATE duty SET customer_id = NEW.customer_id WHERE order_id = NEW.id;
END;

-- Who owns an order owns its steps, its money and its duties: the desk finds them by their owner.
CREATE TRIGGER order_owner_moved AFTER UPDATE OF owner_id ON "order" WHEN OLD.owner_id IS NOT NEW.owner_id BEGIN
  UPDATE step SET owner_id = NEW.owner_id WHERE order_id = NEW.id AND owner_id IS NOT NEW.owner_id;
  UPDATE payment SET owner_id = NEW.owner_id WHERE order_id = NEW.id AND owner_id IS NOT NEW.owner_id;
  UPDATE duty SET owner_id = NEW.owner_id WHERE order_id = NEW.id AND owner_id IS NOT NEW.owner_id;
END;

-- How far an order is: of its steps how many are done and blocked, which open one is planned first.
CREATE VIEW order_progressed AS SELECT id FROM "order";
CREATE TRIGGER order_progress_again INSTEAD OF INSERT ON order_progressed BEGIN
  UPDATE "order" SET (steps_done, steps_total, blocked) = (
    SELECT count(*) FILTER (WHERE status = 'done'), count(*) FILTER (WHERE status <> 'skipped'),
      count(*) FILTER (WHERE status = 'blocked')
    FROM step WHERE order_id = NEW.id AND removed_at IS NULL
  ), (next_step_id, next_planned) = (
    SELECT id, planned FROM step
    WHERE order_id = NEW.id AND removed_at IS NULL AND status IN ('open', 'started', 'blocked')
    ORDER BY planned IS NULL, planned, place LIMIT 1
  ) WHERE id = NEW.id;
END;
CREATE TRIGGER step_progress_insert AFTER INSERT ON step BEGIN INSERT INTO order_progressed VALUES (NEW.order_id); END;
CREATE TRIGGER step_progress_update AFTER UPDATE OF status, planned, place, order_id, removed_at ON step BEGIN
  INSERT INTO order_progressed SELECT OLD.order_id UNION SELECT NEW.order_id;
END;
CREATE TRIGGER step_progress_delete AFTER DELETE ON step BEGIN INSERT INTO order_progressed VALUES (OLD.order_id); END;

-- What an order is still owed: its amount less what was received on it and not paid back. What came in is for the planned
-- payments, the first due first.
CREATE VIEW order_owed AS SELECT id FROM "order";
CREATE TRIGGER order_owed_again INSTEAD OF INSERT ON order_owed BEGIN
  UPDATE "order" SET receivable_currency = amount_currency, receivable_minor = amount_minor - (
    SELECT coalesce(sum(CASE kind WHEN 'received' THEN counted_minor WHEN 'refund' THEN -counted_minor END), 0)
    FROM payment WHERE order_id = NEW.id AND removed_at IS NULL
  ) WHERE id = NEW.id;
  UPDATE payment SET outstanding_currency = amount_currency, outstanding_minor = max(0, min(amount_minor, (
    SELECT sum(CASE kind WHEN 'received' THEN -counted_minor WHEN 'refund' THEN counted_minor
      WHEN 'planned' THEN CASE WHEN (coalesce(x.due, '9999'), x.nid) <= (coalesce(payment.due, '9999'), payment.nid)
        THEN x.amount_minor END END)
    FROM payment x WHERE x.order_id = NEW.id AND x.removed_at IS NULL
  ))) WHERE order_id = NEW.id AND kind = 'planned';
END;
CREATE TRIGGER order_owed_insert AFTER INSERT ON "order" BEGIN INSERT INTO order_owed VALUES (NEW.id); END;
CREATE TRIGGER order_owed_update AFTER UPDATE OF amount_minor, amount_currency ON "order" BEGIN
  INSERT INTO order_owed VALUES (NEW.id);
END;
CREATE TRIGGER payment_owed_insert AFTER INSERT ON payment BEGIN INSERT INTO order_owed VALUES (NEW.order_id); END;
CREATE TRIGGER payment_owed_update
AFTER UPDATE OF kind, amount_minor, counted_minor, due, order_id, removed_at ON payment BEGIN
  INSERT INTO order_owed SELECT OLD.order_id UNION SELECT NEW.order_id;
END;
CREATE TRIGGER payment_owed_delete AFTER DELETE ON payment BEGIN INSERT INTO order_owed VALUES (OLD.order_id); END;

-- How many hours after the planned day and after the first planned one a step was done, in the order of the reports: what is
-- alike lies side by side. A day alone is kept as a day of the user's, a moment as one of UTC.
CREATE INDEX step_worked ON step (
  done_by_id, department, key, done_at IS NULL,
  CAST(strftime('%s', coalesce(done_at, done_on)) AS INTEGER) / 3600 - CAST(strftime('%s', planned) AS INTEGER) / 3600,
  CAST(strftime('%s', coalesce(done_at, done_on)) AS INTEGER) / 3600
    - CAST(strftime('%s', coalesce(first_planned, planned)) AS INTEGER) / 3600
) WHERE status = 'done' AND removed_at IS NULL;

-- The same of orders: how long they took, how far from their days they were delivered.
CREATE INDEX order_took ON "order" (
  playbook_id, status,
  CAST(strftime('%s', closed_at) AS INTEGER) / 3600 - CAST(strftime('%s', signed_on) AS INTEGER) / 3600
) WHERE closed_at IS NOT NULL AND removed_at IS NULL;
CREATE INDEX order_delivered ON "order" (
  playbook_id,
  CAST(strftime('%s', delivered) AS INTEGER) / 86400 - CAST(strftime('%s', delivery) AS INTEGER) / 86400,
  CAST(strftime('%s', delivered) AS INTEGER) / 86400
    - CAST(strftime('%s', coalesce(first_delivery, delivery)) AS INTEGER) / 86400,
  status
) WHERE delivered IS NOT NULL AND removed_at IS NULL;
