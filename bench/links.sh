#!/usr/bin/env bash
# An all-reduce of 55 million floats by two processes, over links of 1, 10 and 25 Gbit/s with 0.2 ms, by bucket, Hearth's
# exchange beside the presets' Gloo. The two are in network namespaces of this machine, joined by a pair of virtual links.
# Needs root, ip and tc, and bench/target/classpath.txt: ./hearth bench --help makes it.
# A kernel without netem adds no latency; the first line says so. With LATENCY=delay.py a process adds it, which costs a core
# from a few Gbit/s on; with LATENCY=none nothing does. ONE_WAY=0 (microseconds, 100 otherwise) leaves the process and takes
# its latency away, which tells what the latency costs from what the process does.
# Prints: link, exchange, floats, floats a bucket, seconds of the slower worker, five times.
# NET=INCEPTION_RESNET_V2 (or CIFAR, E1): training steps of two workers of one thread over these links instead; prints: link, net,
# seconds of a stretch, seconds of it that training threads wait for gradients. ORDER=steps-then-sums sums them after the backward pass alone.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
floats=${FLOATS:-55000000}
buckets=${BUCKETS:-1000000 6250000 $floats}
times=${TIMES:-5}
rates=${RATES:-1 10 25}
net=${NET:-none}
small=${SMALL:-true}
order=${ORDER:-steps}
classpath=${HEARTH_BENCH_CP:-$(echo bench/target/hearth-bench-*.jar):$(cat bench/target/classpath.txt)}
export OMP_WAIT_POLICY=PASSIVE
one=hearth-one-$$ other=hearth-other-$$
folder=
end() {
  [ -z "${DELAY_PID:-}" ] || kill "$DELAY_PID" 2>/dev/null || true
  ip netns del "$one" 2>/dev/null || true
  ip netns del "$other" 2>/dev/null || true
  [ -z "$folder" ] || rm -rf "$folder"
}
trap end EXIT
ip netns add "$one"
ip netns add "$other"
wanted=${LATENCY:-netem}
if [ "$wanted" = delay.py ]; then
  # Its packets have up to 64 KB, as those of a virtual link with segmentation left to the device.
  coproc DELAY { exec python3 bench/delay.py "${ONE_WAY:-100}" h0 h1; }
  read -r _ <&"${DELAY[0]}"
  ip link set h0 netns "$one"
  ip link set h1 netns "$other"
  ip -n "$one" link set h0 mtu 65535
  ip -n "$other" link set h1 mtu 65535
else
  ip link add h0 netns "$one" type veth peer name h1 netns "$other"
fi
ip -n "$one" addr add 10.77.0.1/24 dev h0
ip -n "$other" addr add 10.77.0.2/24 dev h1
for each in "$one h0" "$other h1"; do
  # shellcheck disable=SC2086
  set -- $each
  ip -n "$1" link set lo up
  ip -n "$1" link set "$2" up
done
# Half of the round trip's latency on each side; a burst is what a link carries in a tick of the kernel's clock.
limit() {
  ip netns exec "$1" tc qdisc del dev "$2" root 2>/dev/null || true
  ip netns exec "$1" tc qdisc add dev "$2" root handle 1: tbf rate "${3}gbit" burst "$((${3} * 600))kb" latency 50ms
  [ "$latency" != netem ] || ip netns exec "$1" tc qdisc add dev "$2" parent 1: netem delay 0.1ms limit 100000
}
# The pipes 3 and 4 lead to the two, 5 and 6 from them.
sums() {
  for bucket in $buckets; do
    for ((i = 0; i < times; i++)); do
      for kind in sum gloo; do
        echo "$kind $floats $bucket" >&3
        echo "$kind $floats $bucket" >&4
        read -r a _ <&5
        read -r b _ <&6
        echo "${rate} Gbit/s, $kind, $floats, $bucket, $(printf '%s\n' "$a" "$b" | sort -g | tail -1)"
      done
    done
  done
}
steps() {
  for ((i = 0; i < times; i++)); do
    echo "$order" >&3
    echo "$order" >&4
    read -r a c <&5
    read -r b d <&6
    echo "${rate} Gbit/s, $net, $(printf '%s\n' "$a" "$b" | sort -g | tail -1), $(printf '%s\n' "$c" "$d" | sort -g | tail -1)"
  done
}
latency=$wanted
if [ "$wanted" = netem ]; then
  ip netns exec "$one" tc qdisc add dev h0 root netem delay 0.1ms 2>/dev/null || latency=none
  ip netns exec "$one" tc qdisc del dev h0 root 2>/dev/null || true
fi
echo "latency of 0.2 ms added by: $latency${ONE_WAY:+, $ONE_WAY µs each way}"
for rate in $rates; do
  limit "$one" h0 "$rate"
  limit "$other" h1 "$rate"
  folder=$(mktemp -d)
  chmod 700 "$folder"
  head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$folder/secret"
  workers=()
  mkfifo "$folder/in0" "$folder/in1" "$folder/out0" "$folder/out1"
  for rank in 0 1; do
    space=$one at=10.77.0.1
    [ $rank = 0 ] || space=$other at=10.77.0.2
    ip netns exec "$space" java -Xmx${HEAP:-1g} -cp "$classpath" dev.hearth.bench.WorkerProcess \
      "$folder" $rank 2 1 "$net" $at "$small" <"$folder/in$rank" >"$folder/out$rank" &
    workers+=($!)
  done
  exec 3>"$folder/in0" 4>"$folder/in1" 5<"$folder/out0" 6<"$folder/out1"
  read -r _ <&5
  read -r _ <&6
  if [ "$net" = none ]; then
    sums
  else
    steps
  fi
  exec 3>&- 4>&-
  wait "${workers[@]}"
  exec 5<&- 6<&-
  rm -rf "$folder"
  folder=
done
