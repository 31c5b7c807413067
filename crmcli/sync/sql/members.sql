-- Where each member stands, kept by triggers whenever members or roles change; and what holds of the team after every
-- change of it, whoever writes: nobody is above himself, somebody has all rights, nobody gives what he lacks.

CREATE TABLE IF NOT EXISTS crm.place (
  member_id uuid PRIMARY KEY,
  works boolean NOT NULL,          -- is there, and not suspended
  role text,
  department text,
  people uuid[] NOT NULL,          -- the member and all below
  above uuid[] NOT NULL,           -- nearest first
  rights text[] NOT NULL,          -- over every record: by role, and by the roles of those below
  working uuid[] NOT NULL,         -- those of people who work
  departments text[] NOT NULL      -- theirs, as departments compare
);

-- As names of departments compare.
CREATE OR REPLACE FUNCTION crm.name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN btrim(regexp_replace(lower(normalize(name, NFKC)), '\s+', ' ', 'g'));

-- The roles: those of the team's own file where one is installed, else the built-in ones.
CREATE OR REPLACE FUNCTION crm.team_roles() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN coalesce(
  (SELECT coalesce(p.content::jsonb -> 'roles', '[]'::jsonb) FROM crm.playbook p
   WHERE p.name = 'team' AND p.in_use AND p.removed_at IS NULL
   ORDER BY p.version DESC, p.created_at DESC NULLS LAST, p.id DESC LIMIT 1),
  (SELECT s.value::jsonb FROM crm.setting s WHERE s.key = 'roles'),
  '[]'::jsonb
);

-- Where each would stand if members were otherwise: `over` has columns by member's id.
CREATE OR REPLACE FUNCTION crm.places(over jsonb DEFAULT '{}')
RETURNS TABLE (
  member_id uuid, works boolean, role text, department text, people uuid[], above uuid[], rights text[],
  working uuid[], departments text[], circle boolean
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
WITH RECURSIVE m AS MATERIALIZED (
  SELECT x.id, x.role, x.department, x.superior_id, x.active, x.removed_at, x.created_by_id
  FROM crm.member x WHERE NOT over ? x.id::text
  UNION ALL
  SELECT x.id, x.role, x.department, x.superior_id, coalesce(x.active, true), x.removed_at, x.created_by_id
  FROM jsonb_each(over) o LEFT JOIN crm.member b ON b.id = o.key::uuid,
    LATERAL jsonb_populate_record(NULL::crm.member, coalesce(to_jsonb(b), jsonb_build_object('id', o.key)) || o.value) x
), r AS MATERIALIZED (
  SELECT one ->> 'id' AS id, one ->> 'under' AS under, one -> 'rights' AS rights
  FROM jsonb_array_elements(crm.team_roles()) one
), under (top, id) AS (
  SELECT r.id, r.id FROM r
  UNION SELECT u.top, r.id FROM under u JOIN r ON r.under = u.id
), granted AS (
  SELECT DISTINCT u.top AS role, g.what
  FROM under u JOIN r ON r.id = u.id, LATERAL jsonb_array_elements_text(r.rights) g (what)
), chain (id, above, depth, path) AS (
  SELECT m.id, m.superior_id, 1, ARRAY[m.id, m.superior_id]
  FROM m WHERE m.superior_id IS NOT NULL AND m.superior_id <> m.id
  UNION ALL
  SELECT c.id, p.superior_id, c.depth + 1, c.path || p.superior_id
  FROM chain c JOIN m p ON p.id = c.above WHERE p.superior_id IS NOT NULL AND p.superior_id <> ALL (c.path)
), line (top, id) AS (
  SELECT m.id, m.id FROM m UNION ALL SELECT c.above, c.id FROM chain c
), own AS (
  -- Who made the store was made by nobody; whom somebody adds gets no rights by lacking a role.
  SELECT m.id, 'all' AS what FROM m
  WHERE coalesce(m.role, '') = '' AND m.superior_id IS NULL AND m.created_by_id IS NULL
  UNION SELECT m.id, g.what FROM m JOIN granted g ON g.role = m.role
), had AS (
  SELECT l.top, array_agg(DISTINCT o.what ORDER BY o.what) AS rights FROM line l JOIN own o USING (id) GROUP BY l.top
), below AS (
  SELECT l.top, array_agg(l.id ORDER BY l.id) AS people,
    array_agg(l.id ORDER BY l.id) FILTER (WHERE b.active AND b.removed_at IS NULL) AS working,
    array_agg(DISTINCT crm.name_key(b.department)) FILTER (
      WHERE b.active AND b.removed_at IS NULL AND b.department <> ''
    ) AS departments
  FROM line l JOIN m b ON b.id = l.id GROUP BY l.top
)
SELECT m.id, m.active AND m.removed_at IS NULL, m.role, m.department, b.people,
  coalesce((SELECT array_agg(c.above ORDER BY c.depth) FROM chain c WHERE c.id = m.id), '{}'),
  coalesce(h.rights, '{}'), coalesce(b.working, '{}'), coalesce(b.departments, '{}'),
  m.removed_at IS NULL AND (
    m.superior_id = m.id
    OR EXISTS (SELECT 1 FROM chain c JOIN m p ON p.id = c.above WHERE c.id = m.id AND p.superior_id = m.id)
  ) IS TRUE
FROM m JOIN below b ON b.top = m.id LEFT JOIN had h ON h.top = m.id
$$;

-- Write down anew where each stands.
CREATE OR REPLACE FUNCTION crm.refresh_place() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_variable
BEGIN
  LOCK TABLE crm.place IN EXCLUSIVE MODE; -- one after the other: each sees what the one before wrote
  DELETE FROM crm.place p WHERE NOT EXISTS (SELECT 1 FROM crm.member m WHERE m.id = p.member_id);
  INSERT INTO crm.place AS p (member_id, works, role, department, people, above, rights, working, departments)
  SELECT n.member_id, n.works, n.role, n.department, n.people, n.above, n.rights, n.working, n.departments
  FROM crm.places() n
  ON CONFLICT (member_id) DO UPDATE SET works = excluded.works, role = excluded.role,
    department = excluded.department, people = excluded.people, above = excluded.above, rights = excluded.rights,
    working = excluded.working, departments = excluded.departments
  WHERE (p.works, p.role, p.department, p.people, p.above, p.rights, p.working, p.departments)
    IS DISTINCT FROM (excluded.works, excluded.role, excluded.department, excluded.people, excluded.above,
      excluded.rights, excluded.working, excluded.departments);
END
$$;

-- Why the team may not become so: `cycle last_superior own above beyond`, null if it may. What stood before is in
-- crm.place; `over` as crm.places takes it (nothing: members are as they will be). `actor` null: nobody of the team.
CREATE OR REPLACE FUNCTION crm.team_refusal(actor uuid, over jsonb, changed uuid[]) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
  mine crm.place;
  found text;
BEGIN
  SELECT * INTO mine FROM crm.place p WHERE p.member_id = actor;
  WITH after AS MATERIALIZED (SELECT * FROM crm.places(over))
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM after a WHERE a.circle) THEN 'cycle'
    WHEN EXISTS (SELECT 1 FROM crm.place b WHERE b.works AND 'all' = ANY (b.rights))
      AND NOT EXISTS (SELECT 1 FROM after a WHERE a.works AND 'all' = ANY (a.rights)) THEN 'last_superior'
    WHEN mine.member_id IS NULL OR 'all' = ANY (mine.rights) THEN NULL
    WHEN actor = ANY (changed) THEN 'own'
    WHEN mine.above && changed THEN 'above'
    WHEN EXISTS (
      SELECT 1 FROM unnest(changed) c (id)
      LEFT JOIN after a ON a.member_id = c.id LEFT JOIN crm.place b ON b.member_id = c.id
      WHERE NOT coalesce(a.rights, '{}') || coalesce(b.rights, '{}') <@ mine.rights
    ) THEN 'beyond'
  END INTO found;
  RETURN found;
END
$$;

-- After every statement that writes members: the rules, then where each stands now.
CREATE OR REPLACE FUNCTION crm.member_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
  changed uuid[];
  why text;
BEGIN
  LOCK TABLE crm.place IN EXCLUSIVE MODE;
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(n.id) INTO changed FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(o.id) INTO changed FROM old_rows o;
  ELSE
    SELECT array_agg(n.id) INTO changed FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.role, n.department, n.superior_id, n.active, n.removed_at, n.created_by_id, n.limits::text)
      IS DISTINCT FROM (o.role, o.department, o.superior_id, o.active, o.removed_at, o.created_by_id, o.limits::text);
  END IF;
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  why := crm.team_refusal(crm.me(), '{}', changed);
  IF why IS NOT NULL THEN
    RAISE EXCEPTION 'the team may not become so: %', why USING ERRCODE = 'CR002', DETAIL = why;
  END IF;
  PERFORM crm.refresh_place();
  RETURN NULL;
END
$$;

-- After every statement that writes what roles may do: somebody has all rights still.
CREATE OR REPLACE FUNCTION crm.roles_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = crm, pg_temp SET jit = off AS $$
#variable_conflict use_variable
DECLARE
  why text;
BEGIN
  LOCK TABLE crm.place IN EXCLUSIVE MODE;
  why := crm.team_refusal(NULL, '{}', '{}');
  IF why IS NOT NULL THEN
    RAISE EXCEPTION 'the team may not become so: %', why USING ERRCODE = 'CR002', DETAIL = why;
  END IF;
  PERFORM crm.refresh_place();
  RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS team_inserted ON crm.member;
CREATE TRIGGER team_inserted AFTER INSERT ON crm.member REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.member_written();
DROP TRIGGER IF EXISTS team_updated ON crm.member;
CREATE TRIGGER team_updated AFTER UPDATE ON crm.member REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.member_written();
DROP TRIGGER IF EXISTS team_deleted ON crm.member;
CREATE TRIGGER team_deleted AFTER DELETE ON crm.member REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.member_written();
DROP TRIGGER IF EXISTS roles_written ON crm.playbook;
CREATE TRIGGER roles_written AFTER INSERT OR UPDATE OF name, content, in_use, removed_at, version OR DELETE OR TRUNCATE
  ON crm.playbook FOR EACH STATEMENT EXECUTE FUNCTION crm.roles_written();
DROP TRIGGER IF EXISTS roles_written ON crm.setting;
CREATE TRIGGER roles_written AFTER INSERT OR UPDATE OR DELETE ON crm.setting
  FOR EACH STATEMENT EXECUTE FUNCTION crm.roles_written();

-- Me, as long as I work here and my login is let in.
CREATE OR REPLACE FUNCTION crm.me() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = crm, pg_temp
RETURN (
  SELECT p.member_id FROM crm.login l JOIN crm.place p ON p.member_id = l.member_id
  WHERE l.login = session_user AND l.active AND p.works
);

SELECT crm.refresh_place();
