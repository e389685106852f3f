package dev.windrose.kubeapi.patch;

/** A patch that cannot be read ({@link Kind#MALFORMED}) or does not fit the object ({@link Kind#UNFIT}). Stackless. */
public final class PatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is: the patch's form (400), its fit with the object (422), or its size (413). */
    public enum Kind {
        MALFORMED,
        UNFIT,
        TOO_LONG
    }

    private final Kind kind;

    PatchException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
