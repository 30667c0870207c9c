-- The order of a redress office's journal: one schema an office. Run it as the owner of the database, once, with psql or by
-- “redress share”. Then let the login of each host do what a host does, and nothing else:
--
--     create role office_alpha login;  grant @schema@_host to office_alpha;
--
-- A host may append after the end, read, and learn what became of what it sent. It may change and take away nothing: lines are
-- written by the functions below alone, which run as their owner and hold each line against the one before it. A login is one
-- host's for good: it writes under no other name.
--
-- Nobody but the hosts needs to come into this database, and no host needs tables of its own for a while:
--
--     revoke connect, temporary on database office from public;  grant connect on database office to @schema@_host;
--
-- Whoever erases gives “redress erase” the address of a login of its own, which may also take away what lines say, and nothing else
-- of them:
--
--     create role office_eraser login;  grant @schema@_host, @schema@_eraser to office_eraser;

do $$
declare
  v_name text;
begin
  foreach v_name in array array['@schema@_host', '@schema@_eraser'] loop
    if not exists (select from pg_roles where rolname = v_name) then
      execute format('create role %I nologin', v_name);
    end if;
  end loop;
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
  at timestamptz not null default '-infinity',
  kept_by text,
  kept_until timestamptz,
  closed_by text
) with (fillfactor = 50);
insert into @schema@.head default values;

-- The hosts, those too that have left. The token is known to the host alone; the epoch counts how often it connected, so that what it
-- sent over a connection that broke is never carried out after it has asked what became of that. The login is the one that works now.
create table @schema@.host (
  name text primary key,
  token text not null,
  enrolled_by text not null,
  has_left boolean not null default false,
  epoch bigint not null default 0,
  login text,
  seen timestamptz,
  swept bigint not null default 0
);

-- Who is on each host, for the others to see. It is no record: a crash empties it, and nobody waits for a standby for it.
create unlogged table @schema@.here (
  host text primary key references @schema@.host on delete cascade,
  said text not null,
  at timestamptz not null
);

-- How many forms somebody left unfinished on a host: a number, and nothing of what they typed.
create table @schema@.unfinished (
  host text not null references @schema@.host on delete cascade,
  login text not null,
  forms integer not null,
  primary key (host, login)
);

-- What papers of cases say, under the SHA-256 of it.
create table @schema@.paper (
  sha256 text primary key,
  body bytea not null
);
alter table @schema@.paper alter column body set storage external;

-- Papers on their way, in parts.
create table @schema@.arriving (
  host text not null references @schema@.host on delete cascade,
  sha256 text not null,
  start bigint not null,
  body bytea not null,
  primary key (host, sha256, start)
);
alter table @schema@.arriving alter column body set storage external;

-- Whether whoever asks may do anything here, and so is held to nothing below.
create function @schema@.is_owner() returns boolean
language sql security definer set search_path = @schema@, pg_temp as $$
  select pg_has_role(session_user, nspowner, 'USAGE') from pg_namespace where nspname = '@schema@';
$$;

-- Makes a host known. “taken” where another one has the name, “other” where the login is that of a host of another name, “closed”
-- where the office went back to one machine. A login whose host lost its files comes again under the same name.
create function @schema@.enrol(p_name text, p_token text) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
declare
  v_host host%rowtype;
begin
  perform from head for update;
  if exists (select from head where closed_by is not null) then return 'closed'; end if;
  if not is_owner() and exists (select from host where enrolled_by = session_user and name <> p_name) then return 'other'; end if;
  select * into v_host from host where name = p_name;
  if v_host.name is null then
    insert into host (name, token, enrolled_by, login, seen)
      values (p_name, p_token, session_user, session_user, clock_timestamp());
  elsif v_host.token <> p_token then
    if v_host.enrolled_by <> session_user or is_owner() and not v_host.has_left then return 'taken'; end if;
    update host set token = p_token, has_left = false, epoch = epoch + 1, seen = clock_timestamp(), swept = 0
      where name = p_name;
  end if;
  return 'done';
end $$;

-- The host whose login asks.
create function @schema@.my_host() returns table (name text)
language sql security definer set search_path = @schema@, pg_temp as $$
  select name from host where enrolled_by = session_user;
$$;

-- Begins a connection, once whatever the host sent before has come to an end.
create function @schema@.begin_epoch(p_name text, p_token text) returns bigint
language plpgsql security definer set search_path = @schema@, pg_temp as $$
declare
  v_epoch bigint;
begin
  perform from head for update;
  -- Whoever connects anew does not go on with what it kept the journal for.
  update head set kept_by = null, kept_until = null where kept_by = p_name
    and exists (select from host where name = p_name and token = p_token);
  update host set epoch = epoch + 1, login = session_user, seen = clock_timestamp()
    where name = p_name and token = p_token and not has_left returning epoch into v_epoch;
  return v_epoch;
end $$;

-- Whether this is the connection over which a host works: the last that it began, with the login that began it.
create function @schema@.is_at_work(p_name text, p_epoch bigint) returns boolean
language sql security definer set search_path = @schema@, pg_temp as $$
  select exists (select from host where name = p_name and epoch = p_epoch and login = session_user);
$$;

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
  v_dated text;
  v_at timestamptz;
  v_json json;
  -- What was written before the office was shared may name other hosts, and may have been dated by a clock that was put back; what is
  -- written since names the one that writes it, and its time never goes back.
  v_is_one_of_several boolean := exists (select from host where name <> p_name);
begin
  select * into strict v_head from head for update;
  if v_head.closed_by is not null then return 'closed'; end if;
  if not is_at_work(p_name, p_epoch) then return 'fenced'; end if;
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
    if v_is_one_of_several then
      -- The fields are these alone, each once: nothing within a name passes for one.
      v_json := convert_from(v_line, 'UTF8')::json;
      if v_json ->> 'via' is distinct from p_name then
        raise exception 'line % does not name the host that writes it', v_seq;
      end if;
      if array(select json_object_keys(v_json)) <>
        '{seq,at,by,as,via,on,ver,cmd,step,prev,sum,did,salt}'::text[]
      then
        raise exception 'line % is none of redress', v_seq;
      end if;
    end if;
    v_dated := encode(substring(v_begin from length('{"seq":' || v_seq || ',') + 1 for 28), 'escape');
    if v_dated !~ '^"at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",$' then
      raise exception 'line % is not dated', v_seq;
    end if;
    v_at := substring(v_dated from 7 for 20)::timestamptz;
    if v_is_one_of_several and v_at < v_head.at then
      raise exception 'line % is dated before the one that it follows', v_seq;
    end if;
    if v_is_one_of_several and v_at > greatest(v_head.at, clock_timestamp() + interval '1 day') then
      raise exception 'the clock of this host is more than a day ahead of the clock of the database';
    end if;
    v_head.at := v_at;
    -- What was erased says null, and nothing else begins with n.
    if get_byte(v_did, 0) <> 110
      and substring(v_begin from v_length - 72 for 73) <> convert_to('"sum":"' || encode(sha256(v_did), 'hex') || '",', 'UTF8')
    then
      raise exception 'what line % did is not what its sum says', v_seq;
    end if;
    v_hash := sha256(v_begin);
    insert into line (seq, segment, hash, body) values (v_seq, p_segment, v_hash, v_line);
  end loop;
  update head set seq = v_seq, segment = p_segment, hash = v_hash, at = v_head.at, kept_by = null, kept_until = null;
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
  if not is_at_work(p_name, p_epoch) then return 'fenced'; end if;
  if v_head.kept_until > clock_timestamp() and v_head.kept_by <> p_name then return 'kept'; end if;
  update head set kept_by = p_name, kept_until = clock_timestamp() + make_interval(secs => least(p_seconds, 60));
  return 'done';
end $$;

-- Takes a host out. Its name stays its login's. “last” where it is the only one.
create function @schema@.leave(p_name text, p_token text) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
begin
  perform from head for update;
  if not exists (select from host where name = p_name and token = p_token and not has_left) then return 'unknown'; end if;
  if not exists (select from host where name <> p_name and not has_left) then return 'last'; end if;
  update host set has_left = true, token = '', epoch = epoch + 1 where name = p_name;
  delete from here where host = p_name;
  delete from unfinished where host = p_name;
  delete from arriving where host = p_name;
  return 'done';
end $$;

-- Ends the order: from this line on the journal goes on at one host alone. “moved” where that host lacks a line.
create function @schema@.close(p_name text, p_token text, p_seq bigint, p_hash bytea) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
declare
  v_head head%rowtype;
begin
  select * into strict v_head from head for update;
  if not exists (select from host where name = p_name and token = p_token and not has_left) then return 'unknown'; end if;
  if v_head.closed_by is not null and v_head.closed_by <> p_name then return 'closed'; end if;
  if (v_head.seq, v_head.hash) is distinct from (p_seq, p_hash) then return 'moved'; end if;
  update head set closed_by = p_name;
  return 'done';
end $$;

-- Takes away for good what these lines say. Their place, their length and their hash stay.
create function @schema@.erase(p_name text, p_epoch bigint, p_lines bigint[]) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
begin
  perform from head for update;
  if not is_at_work(p_name, p_epoch) then return 'fenced'; end if;
  update line set body = substring(body from 1 for at + 5) || convert_to(rpad('null', length(body) - at - 7), 'UTF8') || '\x7d0a'
    from (select seq as number, position('\x22646964223a'::bytea in body) as at from line where seq = any(p_lines)) as found
    where seq = number and get_byte(body, at + 5) <> 110;
  return 'done';
end $$;

-- Removes papers that no line names any more.
create function @schema@.remove_papers(p_name text, p_epoch bigint, p_papers text[]) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
begin
  perform from head for update;
  if not is_at_work(p_name, p_epoch) then return 'fenced'; end if;
  delete from paper where sha256 = any(p_papers);
  delete from arriving;
  return 'done';
end $$;

-- Notes that a host holds nothing more of what was erased up to this line.
create function @schema@.swept(p_name text, p_token text, p_line bigint) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
begin
  update host set swept = greatest(swept, p_line), seen = clock_timestamp() where name = p_name and token = p_token and not has_left;
  return case when found then 'done' else 'unknown' end;
end $$;

-- Takes in a part of a paper, from a byte on; the last one gives it its place, if its contents are those of its name.
create function @schema@.put_paper(
  p_name text, p_token text, p_sha256 text, p_start bigint, p_part bytea, p_is_last boolean
) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
declare
  v_body bytea;
begin
  if not exists (select from host where name = p_name and token = p_token and not has_left) then return 'unknown'; end if;
  if exists (select from paper where sha256 = p_sha256) then return 'done'; end if;
  if p_start = 0 then delete from arriving where host = p_name and sha256 = p_sha256; end if;
  if length(p_part) > 1048576 then raise exception 'a part of a paper is too long'; end if;
  insert into arriving values (p_name, p_sha256, p_start, p_part)
    on conflict (host, sha256, start) do update set body = excluded.body;
  if p_is_last then
    select string_agg(body, ''::bytea order by start) into v_body from arriving where host = p_name and sha256 = p_sha256;
    if encode(sha256(v_body), 'hex') <> p_sha256 then return 'changed'; end if;
    insert into paper values (p_sha256, v_body) on conflict do nothing;
    delete from arriving where host = p_name and sha256 = p_sha256;
  end if;
  return 'done';
end $$;

-- Says to the other hosts who is here, and so that this host is. Nobody waits for a standby for it.
create function @schema@.say_here(p_name text, p_token text, p_said text) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
begin
  if not exists (select from host where name = p_name and token = p_token and not has_left) then return 'unknown'; end if;
  if length(p_said) > 200000 then raise exception 'that is too long'; end if;
  perform set_config('synchronous_commit', 'off', true);
  update host set seen = clock_timestamp() where name = p_name;
  insert into here values (p_name, p_said, clock_timestamp())
    on conflict (host) do update set said = excluded.said, at = excluded.at;
  perform pg_notify('@schema@_here', '');
  return 'done';
end $$;

-- Says to the other hosts how many forms somebody left unfinished here. Nobody waits for a standby for it.
create function @schema@.say_unfinished(p_name text, p_token text, p_login text, p_forms integer) returns text
language plpgsql security definer set search_path = @schema@, pg_temp as $$
begin
  if not exists (select from host where name = p_name and token = p_token and not has_left) then return 'unknown'; end if;
  if length(p_login) > 200 then raise exception 'that is too long'; end if;
  perform set_config('synchronous_commit', 'off', true);
  if p_forms = 0 then
    delete from unfinished where host = p_name and login = p_login;
  else
    insert into unfinished values (p_name, p_login, p_forms)
      on conflict (host, login) do update set forms = excluded.forms;
  end if;
  perform pg_notify('@schema@_here', '');
  return 'done';
end $$;

revoke all on all functions in schema @schema@ from public;
grant usage on schema @schema@ to @schema@_host;
grant execute on all functions in schema @schema@ to @schema@_host;
revoke execute on function @schema@.erase, @schema@.remove_papers from @schema@_host;
grant select on @schema@.line, @schema@.head, @schema@.paper, @schema@.here, @schema@.unfinished to @schema@_host;
grant select (name, has_left, seen, swept) on @schema@.host to @schema@_host;
grant execute on function @schema@.erase, @schema@.remove_papers to @schema@_eraser;
grant usage on schema @schema@ to @schema@_eraser;
