package dev.windrose.hub.loop;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Says that something of a kind changed, never what: listeners wake a loop, and the loop reads the world. */
@ApplicationScoped
public class Signals {
    public enum Topic {
        /** A workload came, went, or its spec changed. */
        WORKLOADS,
        /** A member came, went, or its spec changed. */
        MEMBERS,
        PRESENCE,
        INVENTORY,
        /** Members reported on workloads. */
        REPORTS,
        PRICES,
        /** A budget came, went, or its spec changed. */
        BUDGETS,
        /** The fleet was paused or resumed. */
        FLEET,
        /** A load asks for another number of replicas, or there is more to tell of it. */
        SCALING,
        /** There is a new plan, or a new report of the same plan. */
        PLAN
    }

    private final Map<Topic, List<Runnable>> listeners = new EnumMap<>(Topic.class);

    public Signals() {
        for (var topic : Topic.values()) {
            listeners.put(topic, new CopyOnWriteArrayList<>());
        }
    }

    /** @param listener returns at once */
    public void on(Runnable listener, Topic... topics) {
        for (var topic : topics) {
            of(topic).add(listener);
        }
    }

    public void raise(Topic topic) {
        of(topic).forEach(Runnable::run);
    }

    private List<Runnable> of(Topic topic) {
        return java.util.Objects.requireNonNull(listeners.get(topic));
    }
}
