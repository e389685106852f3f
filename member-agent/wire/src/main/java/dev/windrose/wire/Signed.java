package dev.windrose.wire;

import java.util.Optional;

/** What was signed, and the signature that came with it. */
public final class Signed {

    private final byte[] content;
    private final Optional<byte[]> signature;

    Signed(byte[] content, Optional<byte[]> signature) {
        this.content = content;
        this.signature = signature;
    }

    public boolean hasSignature() {
        return signature.isPresent();
    }

    /** Whether the signature is there and was made by the verifier's key over exactly this content. */
    public boolean verify(Verifier verifier) {
        return signature.isPresent() && verifier.verify(content, signature.get());
    }
}
