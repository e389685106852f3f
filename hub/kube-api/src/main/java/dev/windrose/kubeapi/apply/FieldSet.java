package dev.windrose.kubeapi.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * An immutable set of field paths, as a tree. A path in the set says nothing about the paths above or below it: a map may
 * be owned without its entries, and an entry without its map.
 */
public final class FieldSet {
    public static final FieldSet EMPTY = new FieldSet(new TreeMap<>());

    /** Whether the path that ends here is in the set, and which paths below it are. */
    record Node(boolean member, FieldSet below) {
        static final Node LEAF = new Node(true, EMPTY);

        boolean isEmpty() {
            return !member && below.isEmpty();
        }
    }

    private final SortedMap<PathElement, Node> nodes;

    FieldSet(SortedMap<PathElement, Node> nodes) {
        this.nodes = Collections.unmodifiableSortedMap(nodes);
    }

    /** Collects paths. */
    static final class Builder {
        private final TreeMap<PathElement, Builder> children = new TreeMap<>();
        private boolean member;

        /** Adds a path; the empty path is not kept, because nobody owns a whole object. */
        Builder add(List<PathElement> path) {
            Builder at = this;
            for (PathElement element : path) {
                at = at.children.computeIfAbsent(element, _ -> new Builder());
            }
            at.member = true;
            return this;
        }

        FieldSet build() {
            TreeMap<PathElement, Node> built = new TreeMap<>();
            children.forEach((element, child) -> built.put(element, new Node(child.member, child.build())));
            return new FieldSet(built);
        }
    }

    public static FieldSet of(List<List<PathElement>> paths) {
        Builder builder = new Builder();
        paths.forEach(builder::add);
        return builder.build();
    }

    /** Reads FieldsV1; empty when it is not FieldsV1. Path elements of an unknown kind are skipped, as the real server does. */
    public static Optional<FieldSet> fromFieldsV1(ObjectNode fieldsV1) {
        return FieldsV1.decode(fieldsV1);
    }

    /** FieldsV1 in canonical order. */
    public ObjectNode toFieldsV1() {
        return FieldsV1.encode(this);
    }

    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    public int size() {
        return nodes.values().stream()
                .mapToInt(n -> (n.member() ? 1 : 0) + n.below().size())
                .sum();
    }

    public boolean has(List<PathElement> path) {
        if (path.isEmpty()) {
            return false;
        }
        Node node = nodes.get(path.getFirst());
        if (node == null) {
            return false;
        }
        return path.size() == 1 ? node.member() : node.below().has(path.subList(1, path.size()));
    }

    boolean hasMember(PathElement element) {
        Node node = nodes.get(element);
        return node != null && node.member();
    }

    /** The paths below one step, without that step. */
    public FieldSet below(PathElement element) {
        Node node = nodes.get(element);
        return node == null ? EMPTY : node.below();
    }

    SortedMap<PathElement, Node> nodes() {
        return nodes;
    }

    public FieldSet union(FieldSet other) {
        TreeMap<PathElement, Node> all = new TreeMap<>(nodes);
        other.nodes.forEach((element, theirs) -> all.merge(
                element,
                theirs,
                (a, b) -> new Node(a.member() || b.member(), a.below().union(b.below()))));
        return new FieldSet(all);
    }

    public FieldSet intersect(FieldSet other) {
        TreeMap<PathElement, Node> both = new TreeMap<>();
        nodes.forEach((element, mine) -> {
            Node theirs = other.nodes.get(element);
            if (theirs != null) {
                keep(
                        both,
                        element,
                        new Node(mine.member() && theirs.member(), mine.below().intersect(theirs.below())));
            }
        });
        return new FieldSet(both);
    }

    /** The paths of this set that are not in the other; paths below a removed path stay. */
    public FieldSet minus(FieldSet other) {
        TreeMap<PathElement, Node> rest = new TreeMap<>();
        nodes.forEach((element, mine) -> {
            Node theirs = other.nodes.get(element);
            keep(
                    rest,
                    element,
                    theirs == null
                            ? mine
                            : new Node(
                                    mine.member() && !theirs.member(),
                                    mine.below().minus(theirs.below())));
        });
        return new FieldSet(rest);
    }

    /** The paths of this set that are neither in the other nor below a path of it. */
    public FieldSet minusTrees(FieldSet other) {
        TreeMap<PathElement, Node> rest = new TreeMap<>();
        nodes.forEach((element, mine) -> {
            Node theirs = other.nodes.get(element);
            if (theirs == null) {
                rest.put(element, mine);
            } else if (!theirs.member()) {
                keep(rest, element, new Node(mine.member(), mine.below().minusTrees(theirs.below())));
            }
        });
        return new FieldSet(rest);
    }

    /** Only the paths at or below one step. */
    FieldSet only(PathElement element) {
        TreeMap<PathElement, Node> one = new TreeMap<>();
        Node node = nodes.get(element);
        if (node != null) {
            one.put(element, node);
        }
        return new FieldSet(one);
    }

    /** The paths that have no path of the set below them. */
    public FieldSet leaves() {
        TreeMap<PathElement, Node> leaves = new TreeMap<>();
        nodes.forEach((element, node) -> leaves.put(
                element,
                node.below().isEmpty() ? node : new Node(false, node.below().leaves())));
        return new FieldSet(leaves);
    }

    /** All paths; at each level first those that end there, then those that go deeper, as the real server lists them. */
    public List<List<PathElement>> paths() {
        List<List<PathElement>> all = new ArrayList<>();
        visit(new ArrayList<>(), all::add);
        return all;
    }

    private void visit(List<PathElement> prefix, Consumer<List<PathElement>> consumer) {
        nodes.forEach((element, node) -> {
            if (node.member()) {
                consumer.accept(extended(prefix, element));
            }
        });
        nodes.forEach((element, node) -> node.below().visit(extended(prefix, element), consumer));
    }

    private static List<PathElement> extended(List<PathElement> prefix, PathElement element) {
        List<PathElement> path = new ArrayList<>(prefix);
        path.add(element);
        return List.copyOf(path);
    }

    private static void keep(TreeMap<PathElement, Node> into, PathElement element, Node node) {
        if (!node.isEmpty()) {
            into.put(element, node);
        }
    }

    /** A path as the real server prints it, e.g. {@code .spec.containers[name="web"].image}. */
    public static String print(List<PathElement> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(text::append);
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSet set && nodes.equals(set.nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        return String.join("\n", paths().stream().map(FieldSet::print).toList());
    }
}
