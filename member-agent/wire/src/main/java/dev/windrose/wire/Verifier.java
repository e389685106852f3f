package dev.windrose.wire;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** Checks ECDSA P-256 signatures with SHA-256 (DER) of one public key. Safe for use by several threads. */
public final class Verifier {

    private final PublicKey key;

    public Verifier(PublicKey key) {
        this.key = key;
    }

    /** False for anything that is not a signature of {@code content} by this key, however broken. */
    public boolean verify(byte[] content, byte[] signature) {
        try {
            Signature verifying = Signature.getInstance(Signer.ALGORITHM);
            verifying.initVerify(key);
            verifying.update(content);
            return verifying.verify(signature);
        } catch (InvalidKeyException | SignatureException _) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "Every Java platform has %s; this one does not.".formatted(Signer.ALGORITHM), e);
        }
    }
}
