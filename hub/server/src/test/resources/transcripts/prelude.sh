# Read before every step.

# diff as people have it, without the names of temporary files.
export KUBECTL_EXTERNAL_DIFF="diff -u -N"

# follow NAME COMMAND...: runs the command in the background, its output in NAME.out.
follow() {
    follow_name=$1
    shift
    : >"$follow_name.out"
    "$@" >"$follow_name.out" 2>"$follow_name.err" &
    echo $! >"$follow_name.pid"
}

# seen NAME LINES [COMMAND]: waits until NAME has said so many lines, at most 30 s; the command runs before each look.
seen() {
    looks=0
    while [ "$(wc -l <"$1.out")" -lt "$2" ] && [ $looks -lt 300 ]; do
        if [ -n "${3-}" ]; then eval "$3"; else sleep 0.1; fi
        looks=$((looks + 1))
    done
    head -n "$2" "$1.out"
}

# end NAME: stops it.
end() {
    kill "$(cat "$1.pid")" 2>/dev/null
    wait 2>/dev/null
    rm -f "$1.out" "$1.err" "$1.pid"
}

# family: a workload and another one that it owns.
family() {
    kubectl create -f llama.yaml -o name
    kubectl create -o name -f - <<END
{"apiVersion": "fleet.windrose.dev/v1alpha1", "kind": "InferenceWorkload",
 "metadata": {"name": "child", "ownerReferences": [{"apiVersion": "fleet.windrose.dev/v1alpha1",
   "kind": "InferenceWorkload", "name": "llama", "blockOwnerDeletion": true,
   "uid": "$(kubectl get iw llama -o jsonpath='{.metadata.uid}')"}]},
 "spec": {"model": {"id": "acme/tiny"}}}
END
}
