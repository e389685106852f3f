package dev.windrose.kubeapi.apply;

import java.util.List;

/** A conflict and where it is. */
record Contest(List<PathElement> path, Conflict conflict) {
    Contest {
        path = List.copyOf(path);
    }
}
