-- Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit.

CREATE TABLE member (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  name TEXT NOT NULL,
  role TEXT,
  department TEXT,
  superior_id UUID,
  email TEXT,
  active BOOLEAN DEFAULT true NOT NULL,
  limits JSONB,
  deputy_id UUID,
  away_from DATE,
  away_until DATE,
  PRIMARY KEY (id),
  FOREIGN KEY(deputy_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(superior_id) REFERENCES member (id)
);

CREATE TABLE customer (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  name TEXT NOT NULL,
  kind TEXT DEFAULT 'company' NOT NULL,
  status TEXT,
  source TEXT,
  industry TEXT,
  country TEXT,
  region TEXT,
  city TEXT,
  postal_code TEXT,
  address TEXT,
  phone TEXT,
  fax TEXT,
  email TEXT,
  website TEXT,
  tax_id TEXT,
  external_id TEXT,
  level TEXT,
  payment_terms TEXT,
  currency TEXT,
  next_followup_on DATE,
  next_followup_at TIMESTAMP(3) WITH TIME ZONE,
  last_dealt_on DATE,
  last_dealt_at TIMESTAMP(3) WITH TIME ZONE,
  owned_since TIMESTAMP(3) WITH TIME ZONE,
  PRIMARY KEY (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX customer_came ON customer (id, source);

CREATE INDEX customer_source ON customer (source);

CREATE TABLE contact (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  customer_id UUID,
  name TEXT NOT NULL,
  title TEXT,
  birthday DATE,
  part TEXT,
  is_primary BOOLEAN DEFAULT false NOT NULL,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX contact_of_customer ON contact (customer_id);

CREATE TABLE playbook (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  name TEXT NOT NULL,
  version BIGINT DEFAULT '1' NOT NULL,
  title TEXT,
  title_zh TEXT,
  business TEXT,
  in_use BOOLEAN DEFAULT false NOT NULL,
  is_default BOOLEAN DEFAULT false NOT NULL,
  source TEXT,
  content JSONB,
  PRIMARY KEY (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX playbook_name ON playbook (name, version);

CREATE TABLE product (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  name TEXT NOT NULL,
  code TEXT,
  category TEXT,
  unit TEXT,
  list_price_minor BIGINT,
  list_price_currency CHAR(3),
  floor_price_minor BIGINT,
  floor_price_currency CHAR(3),
  cost_minor BIGINT,
  cost_currency CHAR(3),
  valid_from DATE,
  valid_until DATE,
  status TEXT DEFAULT 'active' NOT NULL,
  description TEXT,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX product_code ON product (code);

CREATE INDEX product_external ON product (external_id);

CREATE TABLE opportunity (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  customer_id UUID NOT NULL,
  title TEXT NOT NULL,
  acquired_on DATE,
  expected_close DATE,
  expected_cycle BIGINT,
  amount_minor BIGINT,
  amount_currency CHAR(3),
  stage TEXT,
  stage_since TIMESTAMP(3) WITH TIME ZONE,
  probability BIGINT,
  current_problem TEXT,
  playbook_id UUID,
  latest_followup_on DATE,
  latest_followup_at TIMESTAMP(3) WITH TIME ZONE,
  next_followup_on DATE,
  next_followup_at TIMESTAMP(3) WITH TIME ZONE,
  outcome TEXT,
  outcome_reason TEXT,
  lesson TEXT,
  closed_at TIMESTAMP(3) WITH TIME ZONE,
  closed_stage TEXT,
  risk_flag BOOLEAN DEFAULT false NOT NULL,
  note TEXT,
  order_id UUID,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id)
);

CREATE INDEX opportunity_ahead ON opportunity (expected_close, owner_id, stage, playbook_id, probability, amount_currency, amount_minor);

CREATE INDEX opportunity_board ON opportunity (stage, coalesce(expected_close, '9999'));

CREATE INDEX opportunity_board_owner ON opportunity (owner_id, stage, coalesce(expected_close, '9999'));

CREATE INDEX opportunity_closed ON opportunity (outcome, outcome_reason, closed_stage, playbook_id, owner_id, amount_currency, amount_minor);

CREATE INDEX opportunity_closed_at ON opportunity (closed_at);

CREATE INDEX opportunity_external ON opportunity (external_id);

CREATE INDEX opportunity_gaps ON opportunity (stage, playbook_id, owner_id, amount_currency, amount_minor, expected_close, next_followup_on, next_followup_at, latest_followup_at, latest_followup_on, acquired_on, risk_flag);

CREATE INDEX opportunity_of_customer ON opportunity (customer_id, removed_at, outcome, amount_currency, amount_minor);

CREATE INDEX opportunity_playbook ON opportunity (playbook_id, stage);

CREATE INDEX opportunity_won ON opportunity (closed_at, acquired_on, playbook_id, owner_id, amount_currency, amount_minor);

CREATE TABLE quote (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  number TEXT NOT NULL,
  version BIGINT DEFAULT '1' NOT NULL,
  status TEXT DEFAULT 'draft' NOT NULL,
  customer_id UUID,
  opportunity_id UUID NOT NULL,
  title TEXT,
  discount BIGINT DEFAULT '0' NOT NULL,
  amount_minor BIGINT,
  amount_currency CHAR(3),
  currency TEXT,
  incoterm TEXT,
  port_from TEXT,
  port_to TEXT,
  valid_until DATE,
  payment_terms TEXT,
  delivery_time TEXT,
  language TEXT,
  note TEXT,
  submitted_at TIMESTAMP(3) WITH TIME ZONE,
  submitted_by_id UUID,
  approved_at TIMESTAMP(3) WITH TIME ZONE,
  approved_by_id UUID,
  accepted_at TIMESTAMP(3) WITH TIME ZONE,
  supersedes_id UUID,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(approved_by_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(submitted_by_id) REFERENCES member (id),
  FOREIGN KEY(supersedes_id) REFERENCES quote (id)
);

CREATE INDEX quote_external ON quote (external_id);

CREATE INDEX quote_number ON quote (number, version);

CREATE INDEX quote_of_customer ON quote (customer_id);

CREATE INDEX quote_of_opportunity ON quote (opportunity_id, version);

CREATE TABLE "order" (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  number TEXT NOT NULL,
  customer_id UUID NOT NULL,
  opportunity_id UUID,
  quote_id UUID,
  status TEXT DEFAULT 'open' NOT NULL,
  title TEXT,
  discount BIGINT DEFAULT '0' NOT NULL,
  amount_minor BIGINT,
  amount_currency CHAR(3),
  receivable_minor BIGINT,
  receivable_currency CHAR(3),
  currency TEXT,
  incoterm TEXT,
  port_from TEXT,
  port_to TEXT,
  payment_terms TEXT,
  customer_number TEXT,
  signed_on DATE,
  delivery DATE,
  arrival DATE,
  steps_done BIGINT DEFAULT '0' NOT NULL,
  steps_total BIGINT DEFAULT '0' NOT NULL,
  blocked BIGINT DEFAULT '0' NOT NULL,
  next_step_id UUID,
  next_planned DATE,
  first_delivery DATE,
  delivered DATE,
  closed_at TIMESTAMP(3) WITH TIME ZONE,
  closing_reason TEXT,
  note TEXT,
  playbook_id UUID,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id),
  FOREIGN KEY(quote_id) REFERENCES quote (id)
);

CREATE INDEX order_external ON "order" (external_id);

CREATE INDEX order_late ON "order" (next_planned);

CREATE INDEX order_number ON "order" (number);

CREATE INDEX order_of_customer ON "order" (customer_id, signed_on);

CREATE INDEX order_of_opportunity ON "order" (opportunity_id);

CREATE INDEX order_of_quote ON "order" (quote_id);

CREATE INDEX order_open ON "order" (status, delivery);

CREATE TABLE reminder (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  text TEXT NOT NULL,
  due_on DATE,
  due_at TIMESTAMP(3) WITH TIME ZONE,
  repeat TEXT,
  important BOOLEAN DEFAULT false NOT NULL,
  urgent BOOLEAN DEFAULT false NOT NULL,
  state TEXT DEFAULT 'open' NOT NULL,
  done_at TIMESTAMP(3) WITH TIME ZONE,
  snoozed_until_on DATE,
  snoozed_until_at TIMESTAMP(3) WITH TIME ZONE,
  about_kind TEXT,
  about_id UUID,
  customer_id UUID,
  for_id UUID,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(for_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX reminder_about ON reminder (about_id);

CREATE INDEX reminder_of_customer ON reminder (customer_id, coalesce(due_at, due_on));

CREATE INDEX reminder_open ON reminder (for_id, coalesce(due_at, due_on));

CREATE INDEX reminder_snoozed ON reminder (for_id, coalesce(snoozed_until_at, snoozed_until_on));

CREATE TABLE followup (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  customer_id UUID NOT NULL,
  kind TEXT DEFAULT 'other' NOT NULL,
  at_on DATE,
  at_at TIMESTAMP(3) WITH TIME ZONE,
  text TEXT NOT NULL,
  judgement TEXT,
  next_step TEXT,
  next_due_on DATE,
  next_due_at TIMESTAMP(3) WITH TIME ZONE,
  reminder_id UUID,
  amount_minor BIGINT,
  amount_currency CHAR(3),
  external_id TEXT,
  order_id UUID,
  opportunity_id UUID,
  author_id UUID,
  PRIMARY KEY (id),
  FOREIGN KEY(author_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(reminder_id) REFERENCES reminder (id)
);

CREATE INDEX followup_by_author ON followup (author_id, coalesce(at_at, at_on));

CREATE INDEX followup_external ON followup (external_id);

CREATE INDEX followup_of_customer ON followup (customer_id, coalesce(at_at, at_on));

CREATE INDEX followup_of_opportunity ON followup (opportunity_id, coalesce(at_at, at_on));

CREATE INDEX followup_of_reminder ON followup (reminder_id);

CREATE TABLE document (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  about_kind TEXT NOT NULL,
  about_id UUID NOT NULL,
  name TEXT NOT NULL,
  kind TEXT DEFAULT 'other' NOT NULL,
  version BIGINT DEFAULT '1' NOT NULL,
  path TEXT,
  url TEXT,
  size BIGINT,
  sha256 TEXT,
  customer_id UUID,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX document_about ON document (about_id);

CREATE INDEX document_of_customer ON document (customer_id);

CREATE TABLE stage_change (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  opportunity_id UUID NOT NULL,
  from_stage TEXT,
  to_stage TEXT,
  at TIMESTAMP(3) WITH TIME ZONE,
  by_id UUID,
  seconds BIGINT,
  forced BOOLEAN DEFAULT false NOT NULL,
  reason TEXT,
  missing TEXT,
  amount_minor BIGINT,
  amount_currency CHAR(3),
  probability BIGINT,
  playbook_id UUID,
  PRIMARY KEY (id),
  FOREIGN KEY(by_id) REFERENCES member (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id)
);

CREATE INDEX stage_change_at ON stage_change (at);

CREATE INDEX stage_change_forced ON stage_change (at);

CREATE INDEX stage_change_of ON stage_change (opportunity_id, at);

CREATE TABLE share (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  about_kind TEXT NOT NULL,
  about_id UUID NOT NULL,
  customer_id UUID,
  member_id UUID,
  role TEXT,
  department TEXT,
  access TEXT DEFAULT 'read' NOT NULL,
  part TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(member_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX share_about ON share (about_id);

CREATE INDEX share_member ON share (member_id);

CREATE INDEX share_of_customer ON share (customer_id);

CREATE TABLE guidance (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  about_kind TEXT NOT NULL,
  about_id UUID NOT NULL,
  customer_id UUID,
  kind TEXT DEFAULT 'guide' NOT NULL,
  text TEXT NOT NULL,
  author_id UUID,
  for_id UUID,
  state TEXT DEFAULT 'open' NOT NULL,
  answers_id UUID,
  answered_at TIMESTAMP(3) WITH TIME ZONE,
  important BOOLEAN DEFAULT false NOT NULL,
  urgent BOOLEAN DEFAULT false NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(answers_id) REFERENCES guidance (id),
  FOREIGN KEY(author_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(for_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX guidance_about ON guidance (about_id);

CREATE INDEX guidance_answers ON guidance (answers_id);

CREATE INDEX guidance_of_customer ON guidance (customer_id);

CREATE INDEX guidance_open ON guidance (for_id);

CREATE TABLE notice (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  for_id UUID,
  kind TEXT DEFAULT 'changed' NOT NULL,
  about_kind TEXT,
  about_id UUID,
  customer_id UUID,
  command TEXT,
  fields TEXT,
  number BIGINT,
  by_id UUID,
  detail TEXT,
  read_at TIMESTAMP(3) WITH TIME ZONE,
  PRIMARY KEY (id),
  FOREIGN KEY(by_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(for_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX notice_about ON notice (about_id);

CREATE INDEX notice_of_customer ON notice (customer_id);

CREATE INDEX notice_unread ON notice (for_id);

CREATE TABLE step (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  order_id UUID NOT NULL,
  customer_id UUID,
  place BIGINT DEFAULT '1' NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  department TEXT,
  member_id UUID,
  important BOOLEAN DEFAULT false NOT NULL,
  plan TEXT,
  planned DATE,
  first_planned DATE,
  started_on DATE,
  started_at TIMESTAMP(3) WITH TIME ZONE,
  done_on DATE,
  done_at TIMESTAMP(3) WITH TIME ZONE,
  done_by_id UUID,
  status TEXT DEFAULT 'open' NOT NULL,
  result TEXT,
  note TEXT,
  reason TEXT,
  blocked_reason TEXT,
  duty TEXT,
  duty_for TEXT,
  duty_due TEXT,
  duty_alarm_days BIGINT,
  delivers BOOLEAN DEFAULT false NOT NULL,
  closes BOOLEAN DEFAULT false NOT NULL,
  late_told_at TIMESTAMP(3) WITH TIME ZONE,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(done_by_id) REFERENCES member (id),
  FOREIGN KEY(member_id) REFERENCES member (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX step_department ON step (department, status, planned);

CREATE INDEX step_done ON step (coalesce(done_at, done_on), key, done_by_id, department, planned, first_planned, order_id);

CREATE INDEX step_late ON step (planned);

CREATE INDEX step_member ON step (member_id, status, planned);

CREATE INDEX step_of_customer ON step (customer_id);

CREATE INDEX step_of_order ON step (order_id, place);

CREATE INDEX step_open ON step (order_id, key, department, member_id, planned, status, id);

CREATE INDEX step_owner ON step (owner_id, status, planned);

CREATE TABLE payment (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  order_id UUID NOT NULL,
  customer_id UUID,
  kind TEXT DEFAULT 'planned' NOT NULL,
  label TEXT,
  share BIGINT,
  amount_minor BIGINT,
  amount_currency CHAR(3),
  outstanding_minor BIGINT,
  outstanding_currency CHAR(3),
  plan TEXT,
  due DATE,
  at_on DATE,
  at_at TIMESTAMP(3) WITH TIME ZONE,
  counted_minor BIGINT,
  counted_currency CHAR(3),
  rate TEXT,
  note TEXT,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id)
);

CREATE INDEX payment_due ON payment (due);

CREATE INDEX payment_of_customer ON payment (customer_id);

CREATE INDEX payment_of_order ON payment (order_id, due);

CREATE INDEX payment_owner ON payment (owner_id, due);

CREATE INDEX payment_received ON payment (at_on, at_at);

CREATE TABLE expense (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  text TEXT NOT NULL,
  kind TEXT DEFAULT 'other' NOT NULL,
  amount_minor BIGINT,
  amount_currency CHAR(3),
  spent_on DATE,
  customer_id UUID,
  followup_id UUID,
  opportunity_id UUID,
  order_id UUID,
  status TEXT DEFAULT 'draft' NOT NULL,
  submitted_at TIMESTAMP(3) WITH TIME ZONE,
  approved_at TIMESTAMP(3) WITH TIME ZONE,
  approved_by_id UUID,
  paid_at TIMESTAMP(3) WITH TIME ZONE,
  paid_by_id UUID,
  external_id TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(approved_by_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(followup_id) REFERENCES followup (id),
  FOREIGN KEY(opportunity_id) REFERENCES opportunity (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(paid_by_id) REFERENCES member (id)
);

CREATE INDEX expense_of_customer ON expense (customer_id, spent_on);

CREATE INDEX expense_of_dealing ON expense (followup_id);

CREATE INDEX expense_of_opportunity ON expense (opportunity_id);

CREATE INDEX expense_of_order ON expense (order_id);

CREATE INDEX expense_status ON expense (owner_id, status);

CREATE TABLE approval (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  about_kind TEXT NOT NULL,
  about_id UUID NOT NULL,
  customer_id UUID,
  rule TEXT NOT NULL,
  rule_label TEXT,
  measure TEXT,
  limit_text TEXT,
  amount_minor BIGINT,
  amount_currency CHAR(3),
  asked_by_id UUID,
  asked_at TIMESTAMP(3) WITH TIME ZONE,
  approver_id UUID,
  reason TEXT,
  important BOOLEAN DEFAULT false NOT NULL,
  urgent BOOLEAN DEFAULT false NOT NULL,
  decision TEXT,
  opinion TEXT,
  decided_by_id UUID,
  decided_at TIMESTAMP(3) WITH TIME ZONE,
  on_behalf_of_id UUID,
  remind_at TIMESTAMP(3) WITH TIME ZONE,
  reminded_at TIMESTAMP(3) WITH TIME ZONE,
  escalate_at TIMESTAMP(3) WITH TIME ZONE,
  playbook_id UUID,
  PRIMARY KEY (id),
  FOREIGN KEY(approver_id) REFERENCES member (id),
  FOREIGN KEY(asked_by_id) REFERENCES member (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(decided_by_id) REFERENCES member (id),
  FOREIGN KEY(on_behalf_of_id) REFERENCES member (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(playbook_id) REFERENCES playbook (id)
);

CREATE INDEX approval_about ON approval (about_id);

CREATE INDEX approval_asked ON approval (asked_at);

CREATE INDEX approval_clock ON approval (escalate_at);

CREATE INDEX approval_held ON approval (approver_id, asked_at);

CREATE INDEX approval_of_customer ON approval (customer_id);

CREATE TABLE duty (
  id UUID NOT NULL,
  ref TEXT NOT NULL,
  owner_id UUID,
  created_at TIMESTAMP(3) WITH TIME ZONE,
  created_by_id UUID,
  updated_at TIMESTAMP(3) WITH TIME ZONE,
  updated_by_id UUID,
  archived_at TIMESTAMP(3) WITH TIME ZONE,
  removed_at TIMESTAMP(3) WITH TIME ZONE,
  text TEXT NOT NULL,
  order_id UUID NOT NULL,
  customer_id UUID,
  step_id UUID,
  for_id UUID,
  department TEXT,
  due DATE,
  plan TEXT,
  alarm_days BIGINT,
  alarm_on DATE,
  important BOOLEAN DEFAULT true NOT NULL,
  state TEXT DEFAULT 'open' NOT NULL,
  done_at TIMESTAMP(3) WITH TIME ZONE,
  done_by_id UUID,
  followup_id UUID,
  note TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(customer_id) REFERENCES customer (id),
  FOREIGN KEY(done_by_id) REFERENCES member (id),
  FOREIGN KEY(followup_id) REFERENCES followup (id),
  FOREIGN KEY(for_id) REFERENCES member (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id),
  FOREIGN KEY(owner_id) REFERENCES member (id),
  FOREIGN KEY(step_id) REFERENCES step (id)
);

CREATE INDEX duty_department ON duty (department, alarm_on);

CREATE INDEX duty_due ON duty (due);

CREATE INDEX duty_for ON duty (for_id, alarm_on);

CREATE INDEX duty_of_customer ON duty (customer_id, state);

CREATE INDEX duty_of_order ON duty (order_id);

CREATE INDEX duty_of_step ON duty (step_id);

CREATE INDEX duty_owner ON duty (owner_id, alarm_on);

CREATE TABLE customer_alias (
  customer_id UUID NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (customer_id, value),
  FOREIGN KEY(customer_id) REFERENCES customer (id)
);

CREATE TABLE contact_phone (
  contact_id UUID NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (contact_id, value),
  FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE TABLE contact_email (
  contact_id UUID NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (contact_id, value),
  FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE TABLE contact_messaging (
  contact_id UUID NOT NULL,
  service TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (contact_id, service, value),
  FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE TABLE followup_contact (
  followup_id UUID NOT NULL,
  contact_id UUID NOT NULL,
  PRIMARY KEY (followup_id, contact_id),
  FOREIGN KEY(contact_id) REFERENCES contact (id),
  FOREIGN KEY(followup_id) REFERENCES followup (id)
);

CREATE INDEX followups_of_contact ON followup_contact (contact_id);

CREATE TABLE followup_member (
  followup_id UUID NOT NULL,
  member_id UUID NOT NULL,
  PRIMARY KEY (followup_id, member_id),
  FOREIGN KEY(followup_id) REFERENCES followup (id),
  FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE TABLE document_read (
  document_id UUID NOT NULL,
  member_id UUID NOT NULL,
  read_at TIMESTAMP(3) WITH TIME ZONE NOT NULL,
  PRIMARY KEY (document_id, member_id),
  FOREIGN KEY(document_id) REFERENCES document (id),
  FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE TABLE tag (
  record_kind TEXT NOT NULL,
  record_id UUID NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (record_id, value)
);

CREATE INDEX tag_value ON tag (value);

CREATE TABLE word (
  record_kind TEXT NOT NULL,
  record_id UUID NOT NULL,
  part TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (record_id, part, value)
);

CREATE TABLE follower (
  record_kind TEXT NOT NULL,
  record_id UUID NOT NULL,
  member_id UUID NOT NULL,
  PRIMARY KEY (record_id, member_id),
  FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE INDEX followed_by ON follower (member_id);

CREATE TABLE custom (
  record_kind TEXT NOT NULL,
  record_id UUID NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (record_id, name)
);

CREATE TABLE product_price (
  id UUID NOT NULL,
  product_id UUID NOT NULL,
  list_name TEXT,
  min_quantity TEXT DEFAULT '0' NOT NULL,
  list_minor BIGINT,
  floor_minor BIGINT,
  currency CHAR(3),
  valid_from DATE,
  valid_until DATE,
  PRIMARY KEY (id),
  FOREIGN KEY(product_id) REFERENCES product (id)
);

CREATE INDEX product_price_of ON product_price (product_id, valid_from);

CREATE TABLE line (
  id UUID NOT NULL,
  record_kind TEXT NOT NULL,
  record_id UUID NOT NULL,
  place BIGINT DEFAULT '1' NOT NULL,
  product_id UUID,
  description TEXT,
  quantity TEXT DEFAULT '1' NOT NULL,
  unit TEXT,
  price_minor BIGINT,
  discount BIGINT DEFAULT '0' NOT NULL,
  amount_minor BIGINT,
  list_minor BIGINT,
  floor_minor BIGINT,
  cost_minor BIGINT,
  currency CHAR(3),
  PRIMARY KEY (id),
  FOREIGN KEY(product_id) REFERENCES product (id)
);

CREATE INDEX line_of ON line (record_id, place);

CREATE INDEX line_product ON line (product_id);

CREATE TABLE approval_hold (
  id UUID NOT NULL,
  approval_id UUID NOT NULL,
  member_id UUID NOT NULL,
  since TIMESTAMP(3) WITH TIME ZONE,
  until TIMESTAMP(3) WITH TIME ZONE,
  why TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(approval_id) REFERENCES approval (id),
  FOREIGN KEY(member_id) REFERENCES member (id)
);

CREATE INDEX approval_hold_of ON approval_hold (approval_id, since);

CREATE TABLE step_run (
  id UUID NOT NULL,
  step_id UUID NOT NULL,
  done TEXT,
  done_by_id UUID,
  result TEXT,
  at TIMESTAMP(3) WITH TIME ZONE,
  by_id UUID,
  why TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(by_id) REFERENCES member (id),
  FOREIGN KEY(done_by_id) REFERENCES member (id),
  FOREIGN KEY(step_id) REFERENCES step (id)
);

CREATE INDEX step_run_of ON step_run (step_id, at);

CREATE TABLE order_change (
  id UUID NOT NULL,
  order_id UUID NOT NULL,
  at TIMESTAMP(3) WITH TIME ZONE,
  by_id UUID,
  text TEXT,
  affects TEXT,
  state TEXT,
  before_minor BIGINT,
  after_minor BIGINT,
  currency CHAR(3),
  proposal TEXT,
  PRIMARY KEY (id),
  FOREIGN KEY(by_id) REFERENCES member (id),
  FOREIGN KEY(order_id) REFERENCES "order" (id)
);

CREATE INDEX order_change_of ON order_change (order_id, at);
