package dev.windrose.wire;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

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
        try {
            BigInteger[] pair = StandardDSAEncoding.INSTANCE.decode(P256.order(), signature);
            var checking = new ECDSASigner();
            checking.init(false, key.get());
            return checking.verifySignature(P256.hash(content), pair[0], pair[1]);
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }
}
