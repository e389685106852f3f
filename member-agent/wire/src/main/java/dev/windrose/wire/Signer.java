package dev.windrose.wire;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** Makes ECDSA P-256 signatures with SHA-256 (DER). Safe for use by several threads. */
public final class Signer {

    static final String ALGORITHM = "SHA256withECDSA";

    private final PrivateKey key;

    public Signer(PrivateKey key) {
        this.key = key;
    }

    public byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Signing failed. Maybe the key is not an EC key on P-256.", e);
        }
    }

    @Override
    public String toString() {
        return "Signer[key redacted]";
    }
}
