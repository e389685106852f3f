package dev.windrose.placement.glob;

import java.util.Collection;

/** Globs over whole names: {@code *} is any run of characters, {@code ?} any one. */
public final class Glob {
    private Glob() {}

    /** Whether one of them matches. */
    public static boolean matchesAny(Collection<String> globs, String text) {
        return globs.stream().anyMatch(glob -> matches(glob, text));
    }

    /** Linear in the product of the lengths, also for patterns made to be slow. */
    public static boolean matches(String glob, String text) {
        int at = 0;
        int read = 0;
        int star = -1;
        int resume = 0;
        while (read < text.length()) {
            if (at < glob.length() && glob.charAt(at) == '*') {
                star = at++;
                resume = read;
            } else if (at < glob.length() && (glob.charAt(at) == '?' || glob.charAt(at) == text.charAt(read))) {
                at++;
                read++;
            } else if (star >= 0) {
                at = star + 1;
                read = ++resume;
            } else {
                return false;
            }
        }
        while (at < glob.length() && glob.charAt(at) == '*') {
            at++;
        }
        return at == glob.length();
    }
}
