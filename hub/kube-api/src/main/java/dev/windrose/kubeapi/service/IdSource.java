package dev.windrose.kubeapi.service;

import java.security.SecureRandom;
import java.util.UUID;

/** Where uids and the ends of generated names come from. */
public interface IdSource {
    UUID uid();

    /** Five characters without vowels, so that no word comes out. */
    String suffix();

    static IdSource random() {
        return new IdSource() {
            private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
            private final SecureRandom random = new SecureRandom();

            @Override
            public UUID uid() {
                return UUID.randomUUID();
            }

            @Override
            public String suffix() {
                var suffix = new StringBuilder();
                for (int i = 0; i < 5; i++) {
                    suffix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
                }
                return suffix.toString();
            }
        };
    }
}
