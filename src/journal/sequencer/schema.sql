-- The order of a redress office's journal: one schema an office. Run it as the owner of the database, once, with psql or by
-- “redress share”. Then let the login of each host do what a host does, and nothing else:
--
--     create role office_alpha login;  grant @schema@_host to office_alpha;
--
-- A host may append after the end, read, and learn what became of what it sent. It may change and take away nothing: lines are
-- written by the functions below alone, which run as their owner and hold each line against the one before it.

do $$ begin
  if not exists (select from pg_roles where rolname = '@schema@_host') then
    create role @schema@_host nologin;
  end if;
end $$;

create schema @schema@;
revoke all on schema @schema@ from public;

-- Every line of the journal as it lies in the files of the hosts, and the number of the file.
create table @schema@.line (
  seq bigint primary key,
  segment integer not null,
  hash bytea not null,
  body bytea not null
);
alter table @schema@.line alter column body set storage external;

-- The end of the journal. Whoever appends holds this row until it is done.
create table @schema@.head (
  one boolean primary key default true check (one),
  seq bigint not null default 0,
  segment integer not null default 1,
  hash bytea not null default decode(repeat('00', 32), 'hex'),
  kept_by text,
  kept_until timestamptz,
  closed_by text
) with (fillfactor = 50);
insert into @schema@.head default values;

-- The hosts. The token is known to the host alone; the epoch counts how often it connected, so that what it sent over a
-- connection that broke is never carried out after it has asked what became of that.
create table @schema@.host (
  name text primary key,
  token text not null,
  epoch bigint not null default 0,
  login text,
  seen timestamptz
);

-- Makes a host known. “taken” where another one has the name, “closed” where the office went back to one machine.
create function @schema@.enrol(p_name text, p_token text) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
begin
  perform from head for update;
  if exists (select from head where closed_by is not null) then return 'closed'; end if;
  insert into host (name, token, login, seen) values (p_name, p_token, session_user, clock_timestamp())
    on conflict do nothing;
  if exists (select from host where name = p_name and token = p_token) then return 'done'; end if;
  return 'taken';
end $$;

-- Begins a connection, once whatever the host sent before has come to an end.
create function @schema@.begin_epoch(p_name text, p_token text) returns bigint
language plpgsql security definer set search_path = @schema@, pg_temp as $$
declare
  v_epoch bigint;
begin
  perform from head for update;
  update host set epoch = epoch + 1, login = session_user, seen = clock_timestamp()
    where name = p_name and token = p_token returning epoch into v_epoch;
  return v_epoch;
end $$;

-- Puts lines after the end, all or none. “done”; or “moved”, “kept”, “fenced”, “closed”, and nothing is done.
create function @schema@.append(
  p_name text, p_epoch bigint, p_seq bigint, p_hash bytea, p_segment integer, p_lines bytea[]
) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
declare
  v_head head%rowtype;
  v_seq bigint := p_seq;
  v_hash bytea := p_hash;
  v_line bytea;
  v_begin bytea;
  v_did bytea;
  v_length integer;
begin
  select * into strict v_head from head for update;
  if v_head.closed_by is not null then return 'closed'; end if;
  if not exists (select from host where name = p_name and epoch = p_epoch) then return 'fenced'; end if;
  if v_head.kept_until > clock_timestamp() and v_head.kept_by <> p_name then return 'kept'; end if;
  if (v_head.seq, v_head.hash) is distinct from (p_seq, p_hash) then return 'moved'; end if;
  if p_segment is null or p_segment not in (v_head.segment, v_head.segment + 1) then
    raise exception 'segment % does not come next', p_segment;
  end if;
  foreach v_line in array p_lines loop
    v_seq := v_seq + 1;
    v_length := position('\x22646964223a'::bytea in v_line) - 1;
    if v_length < 160 or position('\x0a'::bytea in v_line) <> length(v_line) then
      raise exception 'line % is none of redress', v_seq;
    end if;
    v_begin := substring(v_line from 1 for v_length);
    v_did := substring(v_line from v_length + 7 for length(v_line) - v_length - 8);
    if position(convert_to('{"seq":' || v_seq || ',', 'UTF8') in v_begin) <> 1
      or substring(v_begin from v_length - 146 for 74) <> convert_to('"prev":"' || encode(v_hash, 'hex') || '",', 'UTF8')
      or substring(v_line from length(v_line) - 1) <> '\x7d0a'::bytea
    then
      raise exception 'line % does not follow from the one before', v_seq;
    end if;
    -- What was erased says null, and nothing else begins with n.
    if get_byte(v_did, 0) <> 110
      and substring(v_begin from v_length - 72 for 73) <> convert_to('"sum":"' || encode(sha256(v_did), 'hex') || '",', 'UTF8')
    then
      raise exception 'what line % did is not what its sum says', v_seq;
    end if;
    v_hash := sha256(v_begin);
    insert into line (seq, segment, hash, body) values (v_seq, p_segment, v_hash, v_line);
  end loop;
  update head set seq = v_seq, segment = p_segment, hash = v_hash, kept_by = null, kept_until = null;
  perform pg_notify('@schema@', v_seq::text);
  return 'done';
end $$;

-- Keeps other hosts from appending for some seconds, at most a minute. It ends by itself, and with the next append.
create function @schema@.keep(p_name text, p_epoch bigint, p_seconds integer) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
declare
  v_head head%rowtype;
begin
  select * into strict v_head from head for update;
  if v_head.closed_by is not null then return 'closed'; end if;
  if not exists (select from host where name = p_name and epoch = p_epoch) then return 'fenced'; end if;
  if v_head.kept_until > clock_timestamp() and v_head.kept_by <> p_name then return 'kept'; end if;
  update head set kept_by = p_name, kept_until = clock_timestamp() + make_interval(secs => least(p_seconds, 60));
  return 'done';
end $$;

-- Takes a host out. “last” where it is the only one.
create function @schema@.leave(p_name text, p_token text) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
begin
  perform from head for update;
  if not exists (select from host where name = p_name and token = p_token) then return 'unknown'; end if;
  if not exists (select from host where name <> p_name) then return 'last'; end if;
  delete from host where name = p_name;
  return 'done';
end $$;

-- Ends the order: from this line on the journal goes on at one host alone. “moved” where that host lacks a line.
create function @schema@.close(p_name text, p_token text, p_seq bigint, p_hash bytea) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
declare
  v_head head%rowtype;
begin
  select * into strict v_head from head for update;
  if not exists (select from host where name = p_name and token = p_token) then return 'unknown'; end if;
  if v_head.closed_by is not null and v_head.closed_by <> p_name then return 'closed'; end if;
  if (v_head.seq, v_head.hash) is distinct from (p_seq, p_hash) then return 'moved'; end if;
  update head set closed_by = p_name;
  return 'done';
end $$;

revoke all on all functions in schema @schema@ from public;
grant usage on schema @schema@ to @schema@_host;
grant execute on all functions in schema @schema@ to @schema@_host;
grant select on @schema@.line, @schema@.head to @schema@_host;
grant select (name, seen) on @schema@.host to @schema@_host;
