-- What push asks: may I insert, set, delete, purge this; which ops need not be asked about.

-- The columns and tables that are asked about even where everything ordinary is mine; `col` null: an insert or a delete.
CREATE OR REPLACE FUNCTION crm.guarded(tbl text, col text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN tbl IN (
  'member', 'playbook', 'product', 'product_price', 'notice', 'share', 'guidance', 'approval', 'approval_hold',
  'follower', 'document_read', 'step_run', 'order_change'
) OR CASE
  WHEN col IS NULL THEN crm.is_record(tbl)
  WHEN col IN (
    'id', 'created_at', 'created_by_id', 'author_id', 'by_id', 'done_by_id', 'submitted_by_id', 'approved_by_id',
    'paid_by_id', 'customer_id', 'opportunity_id', 'quote_id', 'order_id', 'followup_id', 'step_id', 'about_kind',
    'about_id', 'record_kind', 'record_id'
  ) THEN true
  WHEN col IN ('owner_id', 'removed_at') THEN tbl IN ('customer', 'opportunity', 'order', 'expense')
  WHEN col = 'status' THEN tbl IN ('quote', 'order', 'expense')
  WHEN tbl = 'expense' THEN col IN ('approved_at', 'paid_at', 'amount_minor', 'amount_currency', 'spent_on')
  ELSE false END;

-- What a row of a set belongs to.
CREATE OR REPLACE FUNCTION crm.set_of(tbl text, r jsonb) RETURNS TABLE (kind text, id uuid)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT v.kind, v.id::uuid FROM (
  SELECT CASE
      WHEN tbl IN ('tag', 'word', 'follower', 'custom', 'line') THEN r ->> 'record_kind'
      WHEN tbl = 'customer_alias' THEN 'customer'
      WHEN tbl IN ('contact_phone', 'contact_email', 'contact_messaging') THEN 'contact'
      WHEN tbl IN ('followup_contact', 'followup_member') THEN 'followup'
      WHEN tbl = 'document_read' THEN 'document'
      WHEN tbl = 'product_price' THEN 'product'
      WHEN tbl = 'approval_hold' THEN 'approval'
      WHEN tbl = 'step_run' THEN 'step'
      WHEN tbl = 'order_change' THEN 'order'
    END AS kind,
    CASE WHEN tbl IN ('tag', 'word', 'follower', 'custom', 'line') THEN r ->> 'record_id'
      WHEN tbl = 'customer_alias' THEN r ->> 'customer_id'
      WHEN tbl IN ('contact_phone', 'contact_email', 'contact_messaging') THEN r ->> 'contact_id'
      WHEN tbl IN ('followup_contact', 'followup_member') THEN r ->> 'followup_id'
      WHEN tbl = 'document_read' THEN r ->> 'document_id'
      WHEN tbl = 'product_price' THEN r ->> 'product_id'
      WHEN tbl = 'approval_hold' THEN r ->> 'approval_id'
      WHEN tbl = 'step_run' THEN r ->> 'step_id'
      WHEN tbl = 'order_change' THEN r ->> 'order_id'
    END AS id
) v
$$;

-- Whether I may put in, change or take out a row of a set.
CREATE OR REPLACE FUNCTION crm.may_set_row(p crm.place, tbl text, r jsonb) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  of_kind text;
  of_id uuid;
  host jsonb;
  fine boolean;
BEGIN
  SELECT s.kind, s.id INTO of_kind, of_id FROM crm.set_of(tbl, r) s;
  IF of_kind IS NULL THEN
    RETURN 'value';
  END IF;
  host := crm.record(of_kind, of_id);
  IF host IS NULL THEN
    RETURN 'gone';
  ELSIF 'all' = ANY (p.rights) THEN
    RETURN NULL;
  END IF;
  CASE tbl
  WHEN 'follower' THEN
    fine := (r ->> 'member_id')::uuid = ANY (p.people) AND crm.allows(p, 'follow', of_kind, host);
  WHEN 'document_read' THEN
    fine := (r ->> 'member_id')::uuid = p.member_id AND crm.allows(p, 'see', of_kind, host);
  WHEN 'approval_hold' THEN
    fine := (host ->> 'asked_by_id')::uuid = p.member_id OR crm.withdraws(p, host)
      OR crm.decides(p, crm.approval_before(host)) OR crm.goes_on(crm.approval_before(host))
      OR crm.settles(p, (host ->> 'about_id')::uuid)
      OR crm.allows_any(p, '{edit,close}', host ->> 'about_kind',
        crm.record(host ->> 'about_kind', (host ->> 'about_id')::uuid));
    fine := fine AND crm.allows(p, 'see', of_kind, host);
  WHEN 'step_run' THEN
    fine := crm.allows_any(p, '{do,edit}', of_kind, host);
  ELSE
    fine := crm.allows_any(p, CASE WHEN of_kind IN ('customer', 'contact') THEN '{edit,merge}'::text[] ELSE '{edit}' END,
      of_kind, host);
    IF NOT fine AND of_kind = 'order' THEN
      fine := crm.settles(p, of_id); -- a change of it that I approved
    ELSIF NOT fine AND of_kind = 'duty' THEN -- that a step left which I did
      fine := (host ->> 'created_by_id')::uuid = p.member_id AND crm.given_on_order(p, (host ->> 'order_id')::uuid);
    END IF;
  END CASE;
  RETURN CASE WHEN fine THEN NULL WHEN crm.allows(p, 'see', of_kind, host) THEN 'forbidden' ELSE 'gone' END;
END
$$;

-- Whether I may change a member so: by right, within the rules of the team; everybody their own absence.
CREATE OR REPLACE FUNCTION crm.may_place(p crm.place, id uuid, cols jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
BEGIN
  IF (SELECT bool_and(c IN ('away_from', 'away_until', 'deputy_id')) FROM jsonb_object_keys(cols) c)
    AND (id = ANY (p.people) OR p.rights && '{all,team}')
  THEN
    RETURN cols ->> 'deputy_id' IS DISTINCT FROM id::text;
  END IF;
  RETURN p.rights && '{all,team}' AND crm.team_refusal(p.member_id, jsonb_build_object(id, cols), ARRAY[id]) IS NULL;
END
$$;

-- Why I may not insert a row, a record or one of a set, into a bucket; null if I may.
CREATE OR REPLACE FUNCTION crm.may_insert(tbl text, r jsonb, bucket uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  p crm.place;
  about jsonb;
  there jsonb;
  level int;
  hosted boolean;
  fine boolean;
BEGIN
  SELECT * INTO p FROM crm.my_place();
  IF p.member_id IS NULL THEN
    RETURN 'suspended';
  ELSIF tbl = 'member' THEN
    IF NOT crm.may_place(p, (r ->> 'id')::uuid, r) THEN
      RETURN 'forbidden';
    END IF;
  END IF;
  IF 'all' = ANY (p.rights) THEN
    RETURN NULL; -- also what others made: the first upload of a store
  END IF;
  IF (r ->> 'created_by_id')::uuid <> p.member_id OR (r ->> 'by_id')::uuid <> p.member_id
    OR (r ->> 'author_id')::uuid <> ALL (p.people)
  THEN
    RETURN 'forged';
  END IF;
  IF NOT crm.is_record(tbl) THEN
    RETURN crm.may_set_row(p, tbl, r);
  END IF;
  about := crm.record(r ->> 'about_kind', (r ->> 'about_id')::uuid);
  CASE tbl
  WHEN 'customer', 'product', 'notice', 'member' THEN
    RETURN NULL;
  WHEN 'playbook' THEN
    fine := 'process' = ANY (p.rights) AND r ->> 'name' IS DISTINCT FROM 'team';
  WHEN 'share' THEN
    fine := r ->> 'about_kind' IN ('customer', 'opportunity') AND crm.allows(p, 'share', r ->> 'about_kind', about);
  WHEN 'guidance' THEN
    fine := CASE r ->> 'kind'
      WHEN 'reply' THEN EXISTS (
        SELECT 1 FROM crm.guidance g WHERE g.id = (r ->> 'answers_id')::uuid AND g.about_kind IS NOT DISTINCT FROM r ->> 'about_kind'
          AND g.about_id IS NOT DISTINCT FROM (r ->> 'about_id')::uuid AND crm.allows(p, 'reply', 'guidance', to_jsonb(g)))
      WHEN 'ask' THEN crm.allows(p, 'ask', r ->> 'about_kind', about)
      ELSE crm.allows(p, 'guide', r ->> 'about_kind', about) END;
  WHEN 'approval' THEN
    fine := crm.asks(p, r);
  ELSE
    -- On what it hangs on I must be able to add, there where it will lie; what hangs on nothing everybody adds.
    SELECT r - 'owner_id' - coalesce(array_agg(x.parent || '_id'), '{}') INTO there
    FROM unnest('{opportunity,quote,order,followup}'::text[]) x (parent)
    WHERE crm.bucket_at(x.parent, (r ->> (x.parent || '_id'))::uuid) <> bucket;
    level := CASE
      WHEN EXISTS (SELECT 1 FROM crm.bucket b WHERE b.id = bucket AND b.owner_id = ANY (p.people)) THEN 3
      ELSE (crm.reach(p, CASE tbl WHEN 'opportunity' THEN 'customer' ELSE 'followup' END, there, bucket)).level END;
    hosted := EXISTS (SELECT 1 FROM crm.bucket b WHERE b.id = bucket AND b.kind = 'customer');
    fine := level >= 2 OR NOT hosted OR p.rights && CASE tbl
      WHEN 'stage_change' THEN '{move,close,edit}'::text[] WHEN 'quote' THEN '{add,edit}' WHEN 'order' THEN '{add,edit}'
      WHEN 'step' THEN '{edit}' WHEN 'duty' THEN '{edit,do}' WHEN 'payment' THEN '{collect,edit}' ELSE '{add}' END;
    IF NOT fine AND tbl IN ('payment', 'duty') THEN
      fine := crm.given_on_order(p, (r ->> 'order_id')::uuid);
    ELSIF NOT fine AND tbl = 'document' THEN
      fine := crm.lets(p, 'add', tbl, r, bucket);
    ELSIF NOT fine AND tbl = 'reminder' THEN -- the next one of one that repeats
      fine := (r ->> 'for_id')::uuid = ANY (p.people) AND EXISTS (
        SELECT 1 FROM crm.reminder x WHERE x.for_id = (r ->> 'for_id')::uuid AND x.text = r ->> 'text'
          AND x.repeat IS NOT NULL AND x.bucket = may_insert.bucket
      );
    END IF;
    fine := fine AND CASE tbl
      WHEN 'expense' THEN
        (coalesce(r ->> 'status', 'draft') IN ('draft', 'submitted', 'rejected')
          OR (r ->> 'status' = 'approved' AND (r ->> 'owner_id')::uuid = ANY (p.people)))
        AND r ->> 'approved_by_id' IS NULL AND r ->> 'paid_by_id' IS NULL AND r ->> 'paid_at' IS NULL
      WHEN 'quote' THEN r ->> 'approved_by_id' IS NULL AND coalesce((r ->> 'submitted_by_id')::uuid = p.member_id, true)
      WHEN 'step' THEN coalesce((r ->> 'done_by_id')::uuid = p.member_id, true)
      WHEN 'duty' THEN coalesce((r ->> 'done_by_id')::uuid = p.member_id, true)
      ELSE true END;
  END CASE;
  RETURN CASE WHEN fine THEN NULL ELSE 'forbidden' END;
END
$$;

-- A row by its key, whatever its table.
CREATE OR REPLACE FUNCTION crm.row_by_key(tbl text, key text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  found jsonb;
BEGIN
  IF crm.is_record(tbl) THEN
    RETURN crm.record(tbl, key[1]::uuid);
  ELSIF tbl IN ('product_price', 'line', 'approval_hold', 'step_run', 'order_change') THEN
    EXECUTE format('SELECT to_jsonb(t) FROM crm.%I t WHERE t.id = $1', tbl) USING key[1]::uuid INTO found;
  ELSIF tbl IN ('tag', 'word', 'follower', 'custom', 'customer_alias', 'contact_phone', 'contact_email',
    'contact_messaging', 'followup_contact', 'followup_member', 'document_read') THEN
    EXECUTE format('SELECT to_jsonb(t) FROM crm.%I t WHERE %s', tbl, (
      SELECT string_agg(format('t.%I = %L', a.attname, key[k.place]), ' AND ')
      FROM pg_catalog.pg_index x, unnest(x.indkey) WITH ORDINALITY k (number, place), pg_catalog.pg_attribute a
      WHERE x.indrelid = format('crm.%I', tbl)::regclass AND x.indisprimary
        AND a.attrelid = x.indrelid AND a.attnum = k.number
    )) INTO found;
  END IF;
  RETURN found;
END
$$;

-- Why I may not set a column of a row; null if I may. `gone`: I do not see the row, or there is none.
CREATE OR REPLACE FUNCTION crm.may_set(tbl text, key text[], col text, old text, new text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  p crm.place;
  r jsonb;
  fine boolean;
BEGIN
  SELECT * INTO p FROM crm.my_place();
  IF p.member_id IS NULL THEN
    RETURN 'suspended';
  END IF;
  r := crm.row_by_key(tbl, key);
  IF r IS NULL THEN
    RETURN 'gone';
  ELSIF NOT crm.is_record(tbl) THEN
    RETURN CASE WHEN r ->> col = new AND col NOT LIKE '%\_id' THEN crm.may_set_row(p, tbl, r)
      WHEN col IN ('record_kind', 'record_id', 'product_id', 'approval_id', 'step_id', 'order_id', 'document_id', 'member_id',
        'by_id') AND NOT (tbl = 'line' AND col = 'product_id') AND NOT 'all' = ANY (p.rights) THEN 'forbidden'
      ELSE crm.may_set_row(p, tbl, r) END;
  ELSIF tbl = 'member' THEN
    fine := crm.may_place(p, (r ->> 'id')::uuid, jsonb_build_object(col, new))
      AND (col NOT IN ('id', 'created_at', 'created_by_id') OR 'all' = ANY (p.rights));
  ELSIF tbl = 'approval' THEN
    fine := crm.may_decide(p, r, col, new);
  ELSE
    fine := crm.may_become(p, tbl, r, col, new);
  END IF;
  RETURN CASE WHEN fine THEN NULL WHEN crm.allows(p, 'see', tbl, r) THEN 'forbidden' ELSE 'gone' END;
EXCEPTION WHEN data_exception THEN
  RETURN 'value';
END
$$;

-- Why I may not delete a row; null if I may. Of records that takes back making them.
CREATE OR REPLACE FUNCTION crm.may_delete(tbl text, key text[], r jsonb) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  p crm.place;
  fine boolean;
BEGIN
  SELECT * INTO p FROM crm.my_place();
  IF p.member_id IS NULL THEN
    RETURN 'suspended';
  ELSIF r IS NULL THEN
    RETURN 'gone';
  ELSIF NOT crm.is_record(tbl) THEN
    IF tbl = 'follower' AND (r ->> 'member_id')::uuid = ANY (p.people) THEN
      RETURN NULL; -- one stops following what one sees no more
    END IF;
    RETURN crm.may_set_row(p, tbl, r);
  ELSIF tbl = 'member' THEN
    fine := p.rights && '{all,team}'
      AND crm.team_refusal(p.member_id, jsonb_build_object(key[1], '{"active": false}'::jsonb), ARRAY[key[1]::uuid]) IS NULL;
  ELSIF 'all' = ANY (p.rights) THEN
    fine := true;
  ELSIF tbl = 'playbook' THEN
    fine := 'process' = ANY (p.rights) AND r ->> 'name' IS DISTINCT FROM 'team';
  ELSIF tbl = 'notice' THEN
    fine := coalesce(p.member_id IN ((r ->> 'by_id')::uuid, (r ->> 'created_by_id')::uuid, (r ->> 'for_id')::uuid), false);
    RETURN CASE WHEN fine THEN NULL ELSE 'gone' END;
  ELSIF tbl = 'approval' THEN
    fine := crm.withdraws(p, r) AND r ->> 'decision' IS NULL;
  ELSIF tbl = 'share' THEN
    fine := crm.may_become(p, tbl, r, 'removed_at', 'now');
  ELSIF tbl = 'expense' AND r ->> 'status' IN ('approved', 'paid') THEN
    fine := false;
  ELSE
    fine := coalesce((r ->> 'created_by_id')::uuid = p.member_id, false) AND crm.allows_any(p, '{edit,do}', tbl, r)
      OR crm.allows(p, 'remove', tbl, r);
  END IF;
  RETURN CASE WHEN fine THEN NULL WHEN crm.allows(p, 'see', tbl, r) THEN 'forbidden' ELSE 'gone' END;
EXCEPTION WHEN data_exception THEN
  RETURN 'value';
END
$$;

-- Why I may not purge a row; null if I may, or if it is no more. Who purges a record purges all that hangs on it.
CREATE OR REPLACE FUNCTION crm.may_purge(tbl text, key text[]) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  p crm.place;
  r jsonb;
  of_kind text := tbl;
BEGIN
  SELECT * INTO p FROM crm.my_place();
  IF p.member_id IS NULL THEN
    RETURN 'suspended';
  ELSIF NOT p.rights && '{all,purge}' OR tbl IN ('member', 'playbook') THEN
    RETURN 'forbidden';
  END IF;
  r := crm.row_by_key(tbl, key);
  IF r IS NOT NULL AND NOT crm.is_record(tbl) THEN
    SELECT s.kind, crm.record(s.kind, s.id) INTO of_kind, r FROM crm.set_of(tbl, r) s;
  END IF;
  IF r IS NULL OR crm.allows(p, 'purge', of_kind, r) THEN
    RETURN NULL;
  ELSIF of_kind NOT IN ('customer', 'opportunity', 'product', 'notice')
    AND (crm.reach(p, 'followup', r - 'owner_id', (r ->> 'bucket')::uuid)).level = 3
    AND EXISTS (SELECT 1 FROM crm.bucket b WHERE b.id = (r ->> 'bucket')::uuid AND b.kind = 'customer')
  THEN
    RETURN NULL;
  ELSIF of_kind = 'notice'
    AND crm.allows(p, 'purge', r ->> 'about_kind', crm.record(r ->> 'about_kind', (r ->> 'about_id')::uuid))
  THEN
    RETURN NULL;
  END IF;
  RETURN CASE WHEN crm.allows(p, 'see', of_kind, r) THEN 'forbidden' ELSE 'gone' END;
EXCEPTION WHEN data_exception THEN
  RETURN 'value';
END
$$;
