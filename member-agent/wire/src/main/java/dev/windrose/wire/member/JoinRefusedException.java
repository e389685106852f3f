package dev.windrose.wire.member;

/** The hub refused the token, or the member has neither identity nor token: only a person can mend it. */
public final class JoinRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JoinRefusedException(String message) {
        super(message);
    }
}
