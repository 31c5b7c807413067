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

-- Whose a document is follows from what it is about.
CREATE TRIGGER document_customer_insert AFTER INSERT ON document BEGIN
  UPDATE document SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER document_customer_update AFTER UPDATE OF about_kind, about_id ON document BEGIN
  UPDATE document SET customer_id = CASE NEW.about_kind
    WHEN 'customer' THEN NEW.about_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = NEW.about_id)
    WHEN 'followup' THEN (SELECT customer_id FROM followup WHERE id = NEW.about_id)
    WHEN 'reminder' THEN (SELECT customer_id FROM reminder WHERE id = NEW.about_id)
  END WHERE nid = NEW.nid;
END;

CREATE TRIGGER contact_documents AFTER UPDATE OF customer_id ON contact
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;

CREATE TRIGGER followup_documents AFTER UPDATE OF customer_id ON followup
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;

CREATE TRIGGER reminder_documents AFTER UPDATE OF customer_id ON reminder
WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
  UPDATE document SET customer_id = NEW.customer_id WHERE about_id = NEW.id;
END;
