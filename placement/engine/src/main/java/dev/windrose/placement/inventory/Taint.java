package dev.windrose.placement.inventory;

/** A taint of a node or of a whole member cluster, with Kubernetes' meaning. */
public record Taint(String key, String value, Effect effect) {
    /** What happens to pods that do not tolerate the taint; the spelling follows Kubernetes. */
    public enum Effect {
        NO_SCHEDULE("NoSchedule"),
        PREFER_NO_SCHEDULE("PreferNoSchedule"),
        NO_EXECUTE("NoExecute");

        private final String text;

        Effect(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** Reads Kubernetes' spelling; an effect that nobody knows is read as the strictest one, so that it keeps pods off. */
        public static Effect parse(String text) {
            for (Effect effect : values()) {
                if (effect.text.equals(text)) {
                    return effect;
                }
            }
            return NO_EXECUTE;
        }
    }

    public Taint {
        if (key.isBlank()) {
            throw new IllegalArgumentException("A taint needs a key. Maybe the manifest left taints[].key empty.");
        }
    }

    /** Whether the taint keeps new pods off; {@link Effect#PREFER_NO_SCHEDULE} does not. */
    public boolean keepsOff() {
        return effect != Effect.PREFER_NO_SCHEDULE;
    }

    /** {@code key=value:Effect}, as kubectl prints it. */
    public String text() {
        return (value.isEmpty() ? key : key + "=" + value) + ":" + effect.text();
    }
}
