package dev.windrose.wire;

import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** Checks ECDSA P-256 signatures with SHA-256 (DER) of one public key. Safe for use by several threads. */
public final class Verifier {

    private final Optional<ECPublicKeyParameters> key;

    public Verifier(PublicKey key) {
        this.key = P256.of(key);
    }

    /** False for anything that is not a signature of {@code content} by this key, however broken. */
    public boolean verify(byte[] content, byte[] signature) {
        if (key.isEmpty()) {
            return false;
        }
        Optional<SignatureDer.Pair> pair = SignatureDer.read(signature);
        if (pair.isEmpty()) {
            return false;
        }
        var checking = new ECDSASigner();
        checking.init(false, key.get());
        return checking.verifySignature(
                P256.hash(content), pair.get().r(), pair.get().s());
    }
}
