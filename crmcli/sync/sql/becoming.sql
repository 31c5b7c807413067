-- Which column of a record may become what, by whom: the verbs of verbs/rights.py, told from what an op changes.

-- Whether a column of a record may become so, beyond who is above or below.
CREATE OR REPLACE FUNCTION crm.may_become(p crm.place, tbl text, r jsonb, col text, new text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  id uuid := (r ->> 'id')::uuid;
  mine uuid := p.member_id;
  every boolean := 'all' = ANY (p.rights);
  edits text[] := CASE WHEN tbl IN ('customer', 'contact') THEN '{edit,merge}' ELSE '{edit}' END;
  target text;
  other jsonb;
BEGIN
  -- What is never written over.
  IF col IN ('id', 'created_at', 'created_by_id', 'by_id')
    OR (col = 'author_id' AND (new::uuid = ANY (p.people) AND (r ->> col)::uuid = ANY (p.people)) IS NOT TRUE)
  THEN
    RETURN every;
  END IF;
  IF col IN ('done_by_id', 'submitted_by_id', 'paid_by_id') AND new::uuid <> mine AND NOT every AND NOT EXISTS (
    SELECT 1 FROM crm.op o -- who has said so once: what was taken back is done by them again, who decides takes their word
    WHERE o.tbl = may_become.tbl AND o.key = crm.key_text(ARRAY[r ->> 'id']) AND o.kind = 'set' AND o.col = may_become.col
      AND o.new = may_become.new AND o.member_id = may_become.new::uuid AND o.result IN ('ok', 'conflict')
  ) THEN
    RETURN false;
  END IF;
  -- What it hangs on: as changing it, and as adding it there.
  target := CASE
    WHEN tbl = 'opportunity' AND col = 'order_id' THEN NULL
    WHEN tbl = 'duty' AND col = 'followup_id' THEN NULL
    WHEN col IN ('customer_id', 'opportunity_id', 'quote_id', 'order_id', 'followup_id') THEN left(col, -3)
    WHEN col = 'about_id' THEN r ->> 'about_kind' END;
  IF target IS NOT NULL AND NOT every THEN
    IF new IS NOT NULL THEN
      other := crm.record(target, new::uuid);
      IF other IS NULL AND col = 'about_id' THEN -- its kind may be set after it
        SELECT k, crm.record(k, new::uuid) INTO target, other
        FROM unnest('{customer,opportunity,contact,quote,order,step,payment,duty,expense,followup}'::text[]) k
        WHERE crm.record(k, new::uuid) IS NOT NULL LIMIT 1;
      END IF;
      IF NOT crm.allows_any(p, CASE tbl WHEN 'share' THEN '{share,merge}'::text[] ELSE '{add,edit,merge}' END, target, other) THEN
        RETURN false;
      END IF;
    END IF;
    RETURN crm.allows_any(p, '{edit,merge}', tbl, r);
  END IF;
  CASE tbl
  WHEN 'customer', 'opportunity' THEN
    IF col = 'owner_id' THEN
      IF crm.allows(p, 'transfer', tbl, r) OR (tbl = 'customer' AND new IS NULL AND (
        crm.allows(p, 'return', tbl, r) OR 'pool' = ANY (p.rights))) THEN
        RETURN true;
      END IF;
      RETURN crm.takes(p, tbl, r, new) OR (tbl = 'opportunity' AND new IS NULL AND 'pool' = ANY (p.rights));
    ELSIF col = 'removed_at' THEN
      RETURN crm.allows_any(p, CASE tbl WHEN 'customer' THEN '{remove,merge}'::text[] ELSE '{remove}' END, tbl, r);
    ELSIF col = 'owned_since' THEN
      RETURN crm.allows_any(p, '{edit,transfer,return,take}', tbl, r) OR 'pool' = ANY (p.rights);
    ELSIF tbl = 'opportunity' AND col IN ('stage', 'stage_since', 'probability') THEN
      edits := '{move,close,edit}';
    ELSIF tbl = 'opportunity' AND col IN (
      'outcome', 'outcome_reason', 'lesson', 'closed_at', 'closed_stage', 'order_id') THEN
      edits := '{close,edit}';
    END IF;
  WHEN 'quote', 'order' THEN
    IF col = 'removed_at' THEN
      RETURN crm.allows(p, 'remove', tbl, r);
    ELSIF col = 'owner_id' THEN
      RETURN crm.allows_any(p, '{edit,transfer}', tbl, r) OR crm.takes(p, tbl, r, new)
        OR (new IS NULL AND 'pool' = ANY (p.rights));
    ELSIF col = 'approved_by_id' THEN
      RETURN crm.allows_any(p, '{edit}', tbl, r) AND (new IS NULL OR crm.approved_by(id, new::uuid))
        OR crm.settles(p, id) AND (coalesce(new::uuid = mine, true) OR crm.approved_by(id, new::uuid));
    ELSIF col = 'status' AND (new IN ('approved', 'accepted') OR (tbl = 'order' AND r ->> 'status' = 'pending' AND new = 'open'))
    THEN
      RETURN every OR (crm.approved(id) AND (crm.settles(p, id) OR crm.allows_any(p, '{edit,close}', tbl, r)));
    END IF;
    IF col IN ('status', 'approved_at', 'submitted_at', 'submitted_by_id') AND crm.settles(p, id) THEN
      RETURN true;
    ELSIF tbl = 'order' AND crm.settled(p, id) THEN -- a change of it
      RETURN true;
    ELSIF tbl = 'order' AND col IN ('status', 'closed_at', 'closing_reason') THEN
      edits := '{close,edit}';
      IF new IS DISTINCT FROM 'cancelled' AND crm.given_on_order(p, id) THEN
        RETURN true; -- a step that closes it
      END IF;
    ELSIF tbl = 'order' AND col IN ('delivered', 'arrival', 'first_delivery') AND crm.given_on_order(p, id) THEN
      RETURN true;
    END IF;
  WHEN 'step' THEN
    IF col = 'removed_at' THEN
      RETURN crm.allows(p, 'remove', tbl, r);
    ELSIF col IN ('status', 'started_on', 'started_at', 'done_on', 'done_at', 'done_by_id', 'result', 'note', 'reason',
      'blocked_reason') THEN
      edits := '{do,edit}';
    ELSIF col IN ('planned', 'first_planned') AND crm.given_on_order(p, (r ->> 'order_id')::uuid) THEN
      RETURN true; -- counted anew when a step is done
    ELSIF col IN ('member_id', 'owner_id') THEN
      edits := '{edit,transfer}';
    END IF;
    RETURN crm.allows_any(p, edits, tbl, r) OR crm.settled(p, (r ->> 'order_id')::uuid);
  WHEN 'payment' THEN
    IF crm.given_on_order(p, (r ->> 'order_id')::uuid)
      AND (col = 'due' OR (r ->> 'created_by_id')::uuid = mine) THEN
      RETURN true;
    ELSIF col = 'removed_at' THEN
      RETURN crm.allows(p, 'remove', tbl, r);
    END IF;
    RETURN crm.allows(p, 'edit', tbl, r) OR p.rights && '{collect}' AND (r ->> 'created_by_id')::uuid = mine
      OR crm.settled(p, (r ->> 'order_id')::uuid);
  WHEN 'duty' THEN
    IF col = 'removed_at' THEN
      RETURN crm.allows(p, 'remove', tbl, r);
    ELSIF col IN ('state', 'done_at', 'done_by_id', 'followup_id', 'note') THEN
      RETURN crm.allows_any(p, '{do,edit}', tbl, r)
        OR (r ->> 'step_id' IS NOT NULL AND crm.allows(p, 'do', 'step', crm.record('step', (r ->> 'step_id')::uuid)));
    ELSIF col IN ('due', 'alarm_on') AND crm.given_on_order(p, (r ->> 'order_id')::uuid) THEN
      RETURN true;
    ELSIF col IN ('for_id', 'owner_id') THEN
      edits := '{edit,transfer}';
    END IF;
  WHEN 'expense' THEN
    IF col = 'removed_at' THEN
      RETURN crm.allows(p, 'remove', tbl, r);
    ELSIF col IN ('paid_at', 'paid_by_id') OR (col = 'status' AND 'paid' IN (new, r ->> 'status')) THEN
      RETURN crm.allows(p, 'pay', tbl, r) AND (every OR r ->> 'status' IN ('approved', 'paid'));
    ELSIF col = 'approved_by_id' THEN
      RETURN every OR crm.allows(p, 'edit', tbl, r) AND (new IS NULL OR crm.approved_by(id, new::uuid))
        OR crm.settles(p, id) AND (coalesce(new::uuid = mine, true) OR crm.approved_by(id, new::uuid));
    ELSIF col = 'status' AND new = 'approved' THEN
      RETURN every OR ((crm.approved(id) OR crm.mended(r)) AND (crm.settles(p, id) OR crm.allows(p, 'edit', tbl, r)));
    ELSIF col IN ('status', 'approved_at', 'submitted_at') AND crm.settles(p, id) THEN
      RETURN true;
    ELSIF col = 'owner_id' AND r ->> 'status' IN ('approved', 'paid') THEN -- who is paid
      RETURN every OR p.rights && '{team,transfer}' OR coalesce((r ->> 'owner_id')::uuid = ANY (p.people), false);
    ELSIF col IN ('amount_minor', 'amount_currency', 'spent_on') AND r ->> 'status' IN ('approved', 'paid') THEN
      RETURN every; -- what was approved stays
    END IF;
  WHEN 'reminder' THEN
    IF col = 'removed_at' THEN
      RETURN crm.allows(p, 'remove', tbl, r);
    ELSIF col IN ('for_id', 'owner_id') THEN
      RETURN crm.allows_any(p, '{edit,transfer}', tbl, r) OR crm.takes(p, tbl, r, new)
        OR (new IS NULL AND 'pool' = ANY (p.rights));
    END IF;
  WHEN 'guidance' THEN
    IF col IN ('state', 'answered_at') THEN
      edits := '{reply,edit}';
    ELSIF col = 'removed_at' THEN
      edits := '{remove}';
    ELSIF col = 'for_id' THEN
      RETURN crm.allows(p, 'edit', tbl, r) OR crm.takes(p, tbl, r, new) OR (new IS NULL AND 'pool' = ANY (p.rights))
        OR crm.allows(p, 'transfer', r ->> 'about_kind', crm.record(r ->> 'about_kind', (r ->> 'about_id')::uuid));
    END IF;
  WHEN 'share' THEN
    other := crm.record(r ->> 'about_kind', (r ->> 'about_id')::uuid);
    RETURN crm.allows(p, 'share', r ->> 'about_kind', other) OR (col = 'removed_at' AND new IS NOT NULL AND (
      (r ->> 'member_id')::uuid = mine OR r ->> 'member_id' = other ->> 'owner_id')); -- of who owns it, it is none
  WHEN 'notice' THEN
    RETURN CASE WHEN col = 'read_at' THEN (r ->> 'for_id')::uuid = mine
      WHEN col IN ('removed_at', 'archived_at') THEN crm.allows(p, 'remove', tbl, r)
        OR mine IN ((r ->> 'by_id')::uuid, (r ->> 'created_by_id')::uuid) -- taking back takes along what was told of it
      ELSE every END;
  WHEN 'playbook' THEN
    RETURN every OR ('process' = ANY (p.rights) AND r ->> 'name' IS DISTINCT FROM 'team'
      AND NOT (col = 'name' AND new = 'team'));
  ELSE
    IF col = 'removed_at' THEN
      edits := CASE tbl WHEN 'contact' THEN '{remove,merge}' ELSE '{remove}' END;
    END IF;
  END CASE;
  RETURN crm.allows_any(p, edits, tbl, r);
END
$$;

-- Whether somebody takes for himself what is in nobody's hands on a customer in the pool.
CREATE OR REPLACE FUNCTION crm.takes(p crm.place, tbl text, r jsonb, new text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN coalesce(new::uuid = p.member_id, false)
  AND CASE WHEN tbl IN ('reminder', 'guidance') THEN r ->> 'for_id' IS NULL ELSE r ->> 'owner_id' IS NULL END
  AND EXISTS (
    SELECT 1 FROM crm.bucket b
    LEFT JOIN crm.before x ON x.xid = pg_current_xact_id_if_assigned() AND x.id = b.id AND x.tbl = 'bucket'
    WHERE b.id = (r ->> 'bucket')::uuid AND b.kind = 'customer'
      AND (b.owner_id IS NULL OR (x.id IS NOT NULL AND x.was ->> 'owner_id' IS NULL))
  );
