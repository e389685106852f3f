package dev.windrose.placement.dra;

import dev.windrose.placement.inventory.NodeFacts;

/** From which nodes devices can be used: the four ways a ResourceSlice says it, or a device of its own. */
public sealed interface Reach {
    /** {@code nodeName}. */
    record Node(String name) implements Reach {}

    /** {@code nodeSelector}. */
    record Selected(NodeSelector selector) implements Reach {}

    /** {@code allNodes}. */
    record AllNodes() implements Reach {}

    /** {@code perDeviceNodeSelection}: every device says it. */
    record PerDevice() implements Reach {}

    /** None of them, several, or one that this version does not know. */
    record Unclear(String why) implements Reach {}

    /** Whether the node is one of them; {@link PerDevice} and {@link Unclear} name none. */
    default boolean includes(NodeFacts node) {
        return switch (this) {
            case Node(String name) -> name.equals(node.name());
            case Selected(NodeSelector selector) -> selector.matches(node);
            case AllNodes() -> true;
            case PerDevice() -> false;
            case Unclear(String _) -> false;
        };
    }
}
