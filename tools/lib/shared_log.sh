# How tools/run starts Witan on a log that several processes share: brokers, two recorders, two
# oversight replicas and involvement, each a process. Sourced by tools/run, whose functions and
# settings it uses.

# What one broker cannot give a log; each process is told that it may be missing.
readonly kOneNodeRelaxed=replication.factor,min.insync.replicas
readonly kWriterTimeoutS=60
# Names, and the ports of each from --services-port on (metrics at +100). Recorders come first: they
# make the topics that the others read.
readonly kRecorders=(recorder-1 recorder-2)
readonly kQueries=(oversight-1 oversight-2 involvement)

brokers=''
bootstrap=''
writer_port=''

# service_port NAME
service_port() {
  case $1 in
    oversight-1) printf '%s' "$services_port" ;;
    oversight-2) printf '%s' "$((services_port + 1))" ;;
    involvement) printf '%s' "$((services_port + 2))" ;;
    recorder-1) printf '%s' "$((services_port + 3))" ;;
    recorder-2) printf '%s' "$((services_port + 4))" ;;
  esac
}

# ports_of NAME...: ports of several services as a setting takes them behind "127.0.0.1:".
ports_of() {
  local name list=''
  for name in "$@"; do list+="${list:+,127.0.0.1:}$(service_port "$name")"; done
  printf '%s' "$list"
}

refuse_used_service_ports() {
  local name
  for name in "${kRecorders[@]}" "${kQueries[@]}"; do
    refuse_used_port "$(service_port "$name")" --services-port
    refuse_used_port "$(($(service_port "$name") + 100))" --services-port
  done
}

# start_brokers: what an earlier run left behind when it was killed is stopped first.
start_brokers() {
  brokers="$data/kafka"
  if [[ -d $brokers ]]; then
    "$ROOT/tools/kafka" stop --data "$brokers"
    local kept=("$brokers"/node-*/)
    [[ ! -d ${kept[0]} ]] || nodes=${nodes:-${#kept[@]}}
    [[ ! -d ${kept[0]} || $nodes == "${#kept[@]}" ]] ||
      fail "the brokers in $data are ${#kept[@]}, not $nodes; leave --nodes out, or name another --data"
  fi
  nodes=${nodes:-1}
  say "Starting Kafka ($nodes of it)"
  bootstrap="$("$ROOT/tools/kafka" start --nodes "$nodes" --data "$brokers" 9>&-)" ||
    fail "Kafka did not start; why stands above"
}

stop_brokers() {
  [[ -z $brokers ]] || "$ROOT/tools/kafka" stop --data "$brokers"
  brokers=''
}

# relaxed: the options of every process for what these brokers cannot give.
relaxed() { [[ $nodes != 1 ]] || printf '%s\n' --kafka-relax "$kOneNodeRelaxed"; }

make_topic() {
  local relax
  mapfile -t relax < <(relaxed)
  "$kBin/witan" log inspect --kafka "$bootstrap" "${relax[@]}" >/dev/null 2>&1 && return 0
  say "Creating the log on Kafka"
  "$kBin/witan" log create --kafka "$bootstrap" --replication-factor "$nodes" "${relax[@]}" >&2
}

# start_service NAME: NAME without its number is the program and its certificate.
start_service() {
  local name=$1 program=${1%-[0-9]} tls="$data/tls" port relax
  port="$(service_port "$name")"
  mapfile -t relax < <(relaxed)
  mkdir -p "$data/views"
  start "$name" "$kBin/$program" --data "$data/views/$name" --listen "127.0.0.1:$port" \
    --admin-port "$((port + 100))" --cert "$tls/$program.pem" --key "$tls/$program.key" \
    --ca "$tls/ca.pem" --master-key "$data/master.key" --principals "$data/principals.json" \
    --kafka "$bootstrap" "${relax[@]}"
  wait_ready "$name" "http://127.0.0.1:$((port + 100))/readyz"
}

# find_writer: waits until one of the recorders writes, and sets writer_port.
find_writer() {
  local start=$SECONDS name port
  writer_port=''
  while [[ -z $writer_port ]]; do
    for name in "${kRecorders[@]}"; do
      port="$(service_port "$name")"
      ! curl -fsS --max-time 2 "http://127.0.0.1:$((port + 100))/metrics" 2>/dev/null |
        grep -qE '^witan_recorder_writing_flag(\{[^}]*\})? 1$' || writer_port=$port
    done
    (($(seconds_since "$start") < kWriterTimeoutS)) ||
      fail "no recorder was elected within $kWriterTimeoutS seconds; see $data/logs"
    sleep 0.2
  done
}

# start_shared_services: everything behind the gateway; the registrar's command line knows both
# recorders, the others both oversight replicas.
start_shared_services() {
  local name
  start_brokers
  make_topic
  for name in "${kRecorders[@]}" "${kQueries[@]}"; do start_service "$name"; done
  find_writer
  write_client_settings registrar "$(ports_of "${kRecorders[@]}")"
  for name in cqc region; do write_client_settings "$name" "$(ports_of oversight-1 oversight-2)"; done
}

# shared_backend: the gateway's options for where the services are.
shared_backend() {
  printf '%s\n' --backend "127.0.0.1:$services_port" \
    --recorder "127.0.0.1:$(ports_of "${kRecorders[@]}")" \
    --involvement "127.0.0.1:$(service_port involvement)"
}

print_shared_services() {
  local name
  for name in "${kQueries[@]}" "${kRecorders[@]}"; do
    printf '  %-25s 127.0.0.1:%s%s\n' "$name (gRPC, mTLS)" "$(service_port "$name")" \
      "$([[ $(service_port "$name") != "$writer_port" ]] || printf ', which writes')"
  done
  printf '  %-25s %s\n' "Kafka" "$bootstrap"
}
