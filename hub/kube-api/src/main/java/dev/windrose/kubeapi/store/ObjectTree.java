package dev.windrose.kubeapi.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A collection at one version: objects in order of (namespace, name). Persistent: a change makes a new tree that shares all
 * but one path with the old one, so a collection can be kept as it was at each of many versions. An AVL tree whose nodes
 * count what is below them, so that a page knows how many objects follow it.
 */
public final class ObjectTree {
    public static final ObjectTree EMPTY = new ObjectTree(null);

    private final @Nullable Node root;

    private record Node(
            StoredObject value,
            @Nullable Node left,
            @Nullable Node right,
            int height,
            int size) {}

    private static Node node(StoredObject value, @Nullable Node left, @Nullable Node right) {
        return new Node(value, left, right, 1 + Math.max(height(left), height(right)), 1 + size(left) + size(right));
    }

    private ObjectTree(@Nullable Node root) {
        this.root = root;
    }

    private static int height(@Nullable Node node) {
        return node == null ? 0 : node.height;
    }

    private static int size(@Nullable Node node) {
        return node == null ? 0 : node.size;
    }

    public int size() {
        return size(root);
    }

    public @Nullable StoredObject get(String namespace, String name) {
        Node at = root;
        while (at != null) {
            int order = compare(namespace, name, at.value);
            if (order == 0) {
                return at.value;
            }
            at = order < 0 ? at.left : at.right;
        }
        return null;
    }

    private static int compare(String namespace, String name, StoredObject other) {
        int order = namespace.compareTo(other.key().namespace());
        return order != 0 ? order : name.compareTo(other.key().name());
    }

    /** With this state of its object in place of any before. */
    public ObjectTree with(StoredObject object) {
        return new ObjectTree(put(root, object));
    }

    private static Node put(@Nullable Node at, StoredObject object) {
        if (at == null) {
            return node(object, null, null);
        }
        int order = compare(object.key().namespace(), object.key().name(), at.value);
        if (order == 0) {
            return node(object, at.left, at.right);
        }
        return order < 0
                ? balanced(at.value, put(at.left, object), at.right)
                : balanced(at.value, at.left, put(at.right, object));
    }

    public ObjectTree without(String namespace, String name) {
        return get(namespace, name) == null ? this : new ObjectTree(remove(root, namespace, name));
    }

    private static @Nullable Node remove(@Nullable Node at, String namespace, String name) {
        if (at == null) {
            return null;
        }
        int order = compare(namespace, name, at.value);
        if (order < 0) {
            return balanced(at.value, remove(at.left, namespace, name), at.right);
        }
        if (order > 0) {
            return balanced(at.value, at.left, remove(at.right, namespace, name));
        }
        if (at.left == null || at.right == null) {
            return at.left == null ? at.right : at.left;
        }
        Node next = at.right;
        while (next.left != null) {
            next = next.left;
        }
        ObjectKey key = next.value.key();
        return balanced(next.value, at.left, remove(at.right, key.namespace(), key.name()));
    }

    private static Node balanced(StoredObject value, @Nullable Node left, @Nullable Node right) {
        if (left != null && left.height > height(right) + 1) {
            if (left.right != null && left.right.height > height(left.left)) {
                Node middle = left.right;
                return node(middle.value, node(left.value, left.left, middle.left), node(value, middle.right, right));
            }
            return node(left.value, left.left, node(value, left.right, right));
        }
        if (right != null && right.height > height(left) + 1) {
            if (right.left != null && right.left.height > height(right.right)) {
                Node middle = right.left;
                return node(middle.value, node(value, left, middle.left), node(right.value, middle.right, right.right));
            }
            return node(right.value, node(value, left, right.left), right.right);
        }
        return node(value, left, right);
    }

    /** The objects a query asks for, whatever its version; {@code version} is what the page says of itself. */
    public Page page(ListQuery query, long version) {
        String from = query.after().map(ObjectKey::namespace).orElse("");
        String name = query.after().map(ObjectKey::name).orElse("");
        int start = query.after().isEmpty() ? 0 : rank(from, name);
        int end = size();
        if (query.namespace().isPresent()) {
            // A name is never empty and never holds NUL: these two keys enclose the namespace.
            String only = query.namespace().get();
            start = Math.max(start, rank(only, ""));
            end = rank(only + "\0", "");
        }
        int wanted = Math.max(0, end - start);
        int count = query.limit() == 0 ? wanted : Math.min(wanted, query.limit());
        List<StoredObject> found = new ArrayList<>(count);
        collect(root, start, count, found);
        return new Page(found, version, wanted - count);
    }

    /** How many objects are at or before this place. */
    private int rank(String namespace, String name) {
        int rank = 0;
        Node at = root;
        while (at != null) {
            if (compare(namespace, name, at.value) < 0) {
                at = at.left;
            } else {
                rank += 1 + size(at.left);
                at = at.right;
            }
        }
        return rank;
    }

    private static void collect(@Nullable Node at, int skip, int count, List<StoredObject> found) {
        if (at == null || count <= found.size()) {
            return;
        }
        int left = size(at.left);
        if (skip < left) {
            collect(at.left, skip, count, found);
        }
        if (skip <= left && found.size() < count) {
            found.add(at.value);
        }
        collect(at.right, Math.max(0, skip - left - 1), count, found);
    }

    /** All objects in order. */
    public List<StoredObject> all() {
        List<StoredObject> found = new ArrayList<>(size());
        collect(root, 0, size(), found);
        return found;
    }

    Optional<StoredObject> find(ObjectKey key) {
        return Optional.ofNullable(get(key.namespace(), key.name()));
    }
}
