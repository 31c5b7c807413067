-- Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit.

CREATE TABLE member (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  name text NOT NULL,
  role text,
  department text,
  superior_id uuid,
  email text,
  active boolean DEFAULT true NOT NULL,
  limits json,
  deputy_id uuid,
  away_from date,
  away_until date,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX member_ref ON member (ref);

CREATE INDEX member_bucket ON member (bucket);

CREATE TABLE customer (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  name text NOT NULL,
  kind text DEFAULT 'company' NOT NULL,
  status text,
  source text,
  industry text,
  country text,
  region text,
  city text,
  postal_code text,
  address text,
  phone text,
  fax text,
  email text,
  website text,
  tax_id text,
  external_id text,
  level text,
  payment_terms text,
  currency text,
  owned_since timestamptz(3),
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX customer_ref ON customer (ref);

CREATE INDEX customer_owner_id ON customer (owner_id);

CREATE INDEX customer_bucket ON customer (bucket);

CREATE TABLE contact (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  customer_id uuid,
  name text NOT NULL,
  title text,
  birthday date,
  part text,
  is_primary boolean DEFAULT false NOT NULL,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX contact_ref ON contact (ref);

CREATE INDEX contact_customer_id ON contact (customer_id);

CREATE INDEX contact_bucket ON contact (bucket);

CREATE TABLE playbook (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  name text NOT NULL,
  version bigint DEFAULT 1 NOT NULL,
  title text,
  title_zh text,
  business text,
  in_use boolean DEFAULT false NOT NULL,
  is_default boolean DEFAULT false NOT NULL,
  source text,
  content json,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX playbook_ref ON playbook (ref);

CREATE INDEX playbook_bucket ON playbook (bucket);

CREATE TABLE product (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  name text NOT NULL,
  code text,
  category text,
  unit text,
  list_price_minor bigint,
  list_price_currency text,
  floor_price_minor bigint,
  floor_price_currency text,
  cost_minor bigint,
  cost_currency text,
  valid_from date,
  valid_until date,
  status text DEFAULT 'active' NOT NULL,
  description text,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX product_ref ON product (ref);

CREATE INDEX product_bucket ON product (bucket);

CREATE TABLE opportunity (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  customer_id uuid NOT NULL,
  title text NOT NULL,
  acquired_on date,
  expected_close date,
  amount_minor bigint,
  amount_currency text,
  stage text,
  stage_since timestamptz(3),
  probability bigint,
  current_problem text,
  playbook_id uuid,
  outcome text,
  outcome_reason text,
  lesson text,
  closed_at timestamptz(3),
  closed_stage text,
  risk_flag boolean DEFAULT false NOT NULL,
  note text,
  order_id uuid,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customer (id)
);

CREATE UNIQUE INDEX opportunity_ref ON opportunity (ref);

CREATE INDEX opportunity_owner_id ON opportunity (owner_id);

CREATE INDEX opportunity_customer_id ON opportunity (customer_id);

CREATE INDEX opportunity_order_id ON opportunity (order_id);

CREATE INDEX opportunity_bucket ON opportunity (bucket);

CREATE TABLE quote (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  number text NOT NULL,
  version bigint DEFAULT 1 NOT NULL,
  status text DEFAULT 'draft' NOT NULL,
  opportunity_id uuid NOT NULL,
  title text,
  discount bigint DEFAULT 0 NOT NULL,
  amount_minor bigint,
  amount_currency text,
  currency text,
  incoterm text,
  port_from text,
  port_to text,
  valid_until date,
  payment_terms text,
  delivery_time text,
  language text,
  note text,
  submitted_at timestamptz(3),
  submitted_by_id uuid,
  approved_at timestamptz(3),
  approved_by_id uuid,
  accepted_at timestamptz(3),
  supersedes_id uuid,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (opportunity_id) REFERENCES opportunity (id)
);

CREATE UNIQUE INDEX quote_ref ON quote (ref);

CREATE INDEX quote_opportunity_id ON quote (opportunity_id);

CREATE INDEX quote_supersedes_id ON quote (supersedes_id);

CREATE INDEX quote_bucket ON quote (bucket);

CREATE TABLE "order" (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  number text NOT NULL,
  customer_id uuid NOT NULL,
  opportunity_id uuid,
  quote_id uuid,
  status text DEFAULT 'open' NOT NULL,
  title text,
  discount bigint DEFAULT 0 NOT NULL,
  amount_minor bigint,
  amount_currency text,
  currency text,
  incoterm text,
  port_from text,
  port_to text,
  payment_terms text,
  customer_number text,
  signed_on date,
  delivery date,
  arrival date,
  first_delivery date,
  delivered date,
  closed_at timestamptz(3),
  closing_reason text,
  note text,
  playbook_id uuid,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customer (id)
);

CREATE UNIQUE INDEX order_ref ON "order" (ref);

CREATE INDEX order_owner_id ON "order" (owner_id);

CREATE INDEX order_customer_id ON "order" (customer_id);

CREATE INDEX order_opportunity_id ON "order" (opportunity_id);

CREATE INDEX order_quote_id ON "order" (quote_id);

CREATE INDEX order_bucket ON "order" (bucket);

CREATE TABLE reminder (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  text text NOT NULL,
  due_on date,
  due_at timestamptz(3),
  repeat text,
  important boolean DEFAULT false NOT NULL,
  urgent boolean DEFAULT false NOT NULL,
  state text DEFAULT 'open' NOT NULL,
  done_at timestamptz(3),
  snoozed_until_on date,
  snoozed_until_at timestamptz(3),
  about_kind text,
  about_id uuid,
  customer_id uuid,
  for_id uuid,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX reminder_ref ON reminder (ref);

CREATE INDEX reminder_about_id ON reminder (about_id);

CREATE INDEX reminder_customer_id ON reminder (customer_id);

CREATE INDEX reminder_for_id ON reminder (for_id);

CREATE INDEX reminder_bucket ON reminder (bucket);

CREATE TABLE followup (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  customer_id uuid NOT NULL,
  kind text DEFAULT 'other' NOT NULL,
  at_on date,
  at_at timestamptz(3),
  text text NOT NULL,
  judgement text,
  next_step text,
  next_due_on date,
  next_due_at timestamptz(3),
  reminder_id uuid,
  amount_minor bigint,
  amount_currency text,
  external_id text,
  order_id uuid,
  opportunity_id uuid,
  author_id uuid,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (customer_id) REFERENCES customer (id)
);

CREATE UNIQUE INDEX followup_ref ON followup (ref);

CREATE INDEX followup_customer_id ON followup (customer_id);

CREATE INDEX followup_reminder_id ON followup (reminder_id);

CREATE INDEX followup_order_id ON followup (order_id);

CREATE INDEX followup_opportunity_id ON followup (opportunity_id);

CREATE INDEX followup_bucket ON followup (bucket);

CREATE TABLE document (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  about_kind text NOT NULL,
  about_id uuid NOT NULL,
  name text NOT NULL,
  kind text DEFAULT 'other' NOT NULL,
  version bigint DEFAULT 1 NOT NULL,
  path text,
  url text,
  size bigint,
  sha256 text,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX document_ref ON document (ref);

CREATE INDEX document_about_id ON document (about_id);

CREATE INDEX document_bucket ON document (bucket);

CREATE TABLE stage_change (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  opportunity_id uuid NOT NULL,
  from_stage text,
  to_stage text,
  at timestamptz(3),
  by_id uuid,
  seconds bigint,
  forced boolean DEFAULT false NOT NULL,
  reason text,
  missing text,
  amount_minor bigint,
  amount_currency text,
  probability bigint,
  playbook_id uuid,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (opportunity_id) REFERENCES opportunity (id)
);

CREATE UNIQUE INDEX stage_change_ref ON stage_change (ref);

CREATE INDEX stage_change_opportunity_id ON stage_change (opportunity_id);

CREATE INDEX stage_change_bucket ON stage_change (bucket);

CREATE TABLE share (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  about_kind text NOT NULL,
  about_id uuid NOT NULL,
  member_id uuid,
  role text,
  department text,
  access text DEFAULT 'read' NOT NULL,
  part text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX share_ref ON share (ref);

CREATE INDEX share_about_id ON share (about_id);

CREATE INDEX share_member_id ON share (member_id);

CREATE INDEX share_department ON share (department);

CREATE INDEX share_bucket ON share (bucket);

CREATE TABLE guidance (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  about_kind text NOT NULL,
  about_id uuid NOT NULL,
  kind text DEFAULT 'guide' NOT NULL,
  text text NOT NULL,
  author_id uuid,
  for_id uuid,
  state text DEFAULT 'open' NOT NULL,
  answers_id uuid,
  answered_at timestamptz(3),
  important boolean DEFAULT false NOT NULL,
  urgent boolean DEFAULT false NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX guidance_ref ON guidance (ref);

CREATE INDEX guidance_about_id ON guidance (about_id);

CREATE INDEX guidance_for_id ON guidance (for_id);

CREATE INDEX guidance_answers_id ON guidance (answers_id);

CREATE INDEX guidance_bucket ON guidance (bucket);

CREATE TABLE notice (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  for_id uuid,
  kind text DEFAULT 'changed' NOT NULL,
  about_kind text,
  about_id uuid,
  command text,
  fields text,
  number bigint,
  by_id uuid,
  detail text,
  read_at timestamptz(3),
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX notice_ref ON notice (ref);

CREATE INDEX notice_for_id ON notice (for_id);

CREATE INDEX notice_about_id ON notice (about_id);

CREATE INDEX notice_bucket ON notice (bucket);

CREATE TABLE step (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  order_id uuid NOT NULL,
  place bigint DEFAULT 1 NOT NULL,
  key text NOT NULL,
  name text NOT NULL,
  department text,
  member_id uuid,
  important boolean DEFAULT false NOT NULL,
  plan text,
  planned date,
  first_planned date,
  started_on date,
  started_at timestamptz(3),
  done_on date,
  done_at timestamptz(3),
  done_by_id uuid,
  status text DEFAULT 'open' NOT NULL,
  result text,
  note text,
  reason text,
  blocked_reason text,
  duty text,
  duty_for text,
  duty_due text,
  duty_alarm_days bigint,
  delivers boolean DEFAULT false NOT NULL,
  closes boolean DEFAULT false NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (order_id) REFERENCES "order" (id)
);

CREATE UNIQUE INDEX step_ref ON step (ref);

CREATE INDEX step_order_id ON step (order_id);

CREATE INDEX step_department ON step (department);

CREATE INDEX step_member_id ON step (member_id);

CREATE INDEX step_bucket ON step (bucket);

CREATE TABLE payment (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  order_id uuid NOT NULL,
  kind text DEFAULT 'planned' NOT NULL,
  label text,
  share bigint,
  amount_minor bigint,
  amount_currency text,
  plan text,
  due date,
  at_on date,
  at_at timestamptz(3),
  counted_minor bigint,
  counted_currency text,
  rate text,
  note text,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (order_id) REFERENCES "order" (id)
);

CREATE UNIQUE INDEX payment_ref ON payment (ref);

CREATE INDEX payment_order_id ON payment (order_id);

CREATE INDEX payment_bucket ON payment (bucket);

CREATE TABLE expense (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  text text NOT NULL,
  kind text DEFAULT 'other' NOT NULL,
  amount_minor bigint,
  amount_currency text,
  spent_on date,
  customer_id uuid,
  followup_id uuid,
  opportunity_id uuid,
  order_id uuid,
  status text DEFAULT 'draft' NOT NULL,
  submitted_at timestamptz(3),
  approved_at timestamptz(3),
  approved_by_id uuid,
  paid_at timestamptz(3),
  paid_by_id uuid,
  external_id text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX expense_ref ON expense (ref);

CREATE INDEX expense_owner_id ON expense (owner_id);

CREATE INDEX expense_customer_id ON expense (customer_id);

CREATE INDEX expense_followup_id ON expense (followup_id);

CREATE INDEX expense_opportunity_id ON expense (opportunity_id);

CREATE INDEX expense_order_id ON expense (order_id);

CREATE INDEX expense_bucket ON expense (bucket);

CREATE TABLE approval (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  about_kind text NOT NULL,
  about_id uuid NOT NULL,
  rule text NOT NULL,
  rule_label text,
  measure text,
  limit_text text,
  amount_minor bigint,
  amount_currency text,
  asked_by_id uuid,
  asked_at timestamptz(3),
  approver_id uuid,
  reason text,
  important boolean DEFAULT false NOT NULL,
  urgent boolean DEFAULT false NOT NULL,
  decision text,
  opinion text,
  decided_by_id uuid,
  decided_at timestamptz(3),
  on_behalf_of_id uuid,
  remind_at timestamptz(3),
  reminded_at timestamptz(3),
  escalate_at timestamptz(3),
  playbook_id uuid,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX approval_ref ON approval (ref);

CREATE INDEX approval_about_id ON approval (about_id);

CREATE INDEX approval_approver_id ON approval (approver_id);

CREATE INDEX approval_bucket ON approval (bucket);

CREATE TABLE duty (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  ref text NOT NULL,
  owner_id uuid,
  created_at timestamptz(3),
  created_by_id uuid,
  updated_at timestamptz(3),
  updated_by_id uuid,
  archived_at timestamptz(3),
  removed_at timestamptz(3),
  text text NOT NULL,
  order_id uuid NOT NULL,
  step_id uuid,
  for_id uuid,
  department text,
  due date,
  plan text,
  alarm_days bigint,
  alarm_on date,
  important boolean DEFAULT true NOT NULL,
  state text DEFAULT 'open' NOT NULL,
  done_at timestamptz(3),
  done_by_id uuid,
  followup_id uuid,
  note text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (order_id) REFERENCES "order" (id)
);

CREATE UNIQUE INDEX duty_ref ON duty (ref);

CREATE INDEX duty_order_id ON duty (order_id);

CREATE INDEX duty_step_id ON duty (step_id);

CREATE INDEX duty_for_id ON duty (for_id);

CREATE INDEX duty_department ON duty (department);

CREATE INDEX duty_followup_id ON duty (followup_id);

CREATE INDEX duty_bucket ON duty (bucket);

CREATE TABLE customer_alias (
  customer_id uuid NOT NULL,
  value text NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (customer_id, value),
  FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE
);

CREATE INDEX customer_alias_bucket ON customer_alias (bucket);

CREATE TABLE contact_phone (
  contact_id uuid NOT NULL,
  value text NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (contact_id, value),
  FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
);

CREATE INDEX contact_phone_bucket ON contact_phone (bucket);

CREATE TABLE contact_email (
  contact_id uuid NOT NULL,
  value text NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (contact_id, value),
  FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
);

CREATE INDEX contact_email_bucket ON contact_email (bucket);

CREATE TABLE contact_messaging (
  contact_id uuid NOT NULL,
  service text NOT NULL,
  value text NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (contact_id, service, value),
  FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
);

CREATE INDEX contact_messaging_bucket ON contact_messaging (bucket);

CREATE TABLE followup_contact (
  followup_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (followup_id, contact_id),
  FOREIGN KEY (followup_id) REFERENCES followup (id) ON DELETE CASCADE,
  FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
);

CREATE INDEX followup_contact_contact_id ON followup_contact (contact_id);

CREATE INDEX followup_contact_bucket ON followup_contact (bucket);

CREATE TABLE followup_member (
  followup_id uuid NOT NULL,
  member_id uuid NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (followup_id, member_id),
  FOREIGN KEY (followup_id) REFERENCES followup (id) ON DELETE CASCADE
);

CREATE INDEX followup_member_bucket ON followup_member (bucket);

CREATE TABLE document_read (
  document_id uuid NOT NULL,
  member_id uuid NOT NULL,
  read_at timestamptz(3) NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (document_id, member_id),
  FOREIGN KEY (document_id) REFERENCES document (id) ON DELETE CASCADE
);

CREATE INDEX document_read_bucket ON document_read (bucket);

CREATE TABLE tag (
  record_kind text NOT NULL,
  record_id uuid NOT NULL,
  value text NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (record_id, value)
);

CREATE INDEX tag_bucket ON tag (bucket);

CREATE TABLE word (
  record_kind text NOT NULL,
  record_id uuid NOT NULL,
  part text NOT NULL,
  value text NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (record_id, part, value)
);

CREATE INDEX word_bucket ON word (bucket);

CREATE TABLE follower (
  record_kind text NOT NULL,
  record_id uuid NOT NULL,
  member_id uuid NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (record_id, member_id)
);

CREATE INDEX follower_member_id ON follower (member_id);

CREATE INDEX follower_bucket ON follower (bucket);

CREATE TABLE custom (
  record_kind text NOT NULL,
  record_id uuid NOT NULL,
  name text NOT NULL,
  value text NOT NULL,
  bucket uuid NOT NULL,
  PRIMARY KEY (record_id, name)
);

CREATE INDEX custom_bucket ON custom (bucket);

CREATE TABLE product_price (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  product_id uuid NOT NULL,
  list_name text,
  min_quantity text DEFAULT '0' NOT NULL,
  list_minor bigint,
  floor_minor bigint,
  currency text,
  valid_from date,
  valid_until date,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE
);

CREATE INDEX product_price_product_id ON product_price (product_id);

CREATE INDEX product_price_bucket ON product_price (bucket);

CREATE TABLE line (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  record_kind text NOT NULL,
  record_id uuid NOT NULL,
  place bigint DEFAULT 1 NOT NULL,
  product_id uuid,
  description text,
  quantity text DEFAULT '1' NOT NULL,
  unit text,
  price_minor bigint,
  discount bigint DEFAULT 0 NOT NULL,
  amount_minor bigint,
  list_minor bigint,
  floor_minor bigint,
  cost_minor bigint,
  currency text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id)
);

CREATE INDEX line_record_id ON line (record_id);

CREATE INDEX line_product_id ON line (product_id);

CREATE INDEX line_bucket ON line (bucket);

CREATE TABLE approval_hold (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  approval_id uuid NOT NULL,
  member_id uuid NOT NULL,
  since timestamptz(3),
  until timestamptz(3),
  why text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (approval_id) REFERENCES approval (id) ON DELETE CASCADE
);

CREATE INDEX approval_hold_approval_id ON approval_hold (approval_id);

CREATE INDEX approval_hold_bucket ON approval_hold (bucket);

CREATE TABLE step_run (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  step_id uuid NOT NULL,
  done text,
  done_by_id uuid,
  result text,
  at timestamptz(3),
  by_id uuid,
  why text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (step_id) REFERENCES step (id) ON DELETE CASCADE
);

CREATE INDEX step_run_step_id ON step_run (step_id);

CREATE INDEX step_run_bucket ON step_run (bucket);

CREATE TABLE order_change (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  order_id uuid NOT NULL,
  at timestamptz(3),
  by_id uuid,
  text text,
  affects text,
  state text,
  before_minor bigint,
  after_minor bigint,
  currency text,
  proposal text,
  bucket uuid NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE
);

CREATE INDEX order_change_order_id ON order_change (order_id);

CREATE INDEX order_change_bucket ON order_change (bucket);
