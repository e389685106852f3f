package dev.windrose.placement.member;

import dev.windrose.placement.inventory.NodeInventory;
import java.util.List;

/** What a member has, and what is known of it as a whole. */
public record MemberInventory(List<NodeInventory> nodes, MemberExtras extras) {
    public MemberInventory {
        nodes = List.copyOf(nodes);
    }
}
