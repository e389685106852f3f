package dev.windrose.wire;

import java.math.BigInteger;
import java.security.PrivateKey;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/**
 * Makes ECDSA P-256 signatures with SHA-256 (DER), with the nonce of RFC 6979: no weak random numbers can give the key
 * away. Safe for use by several threads.
 */
public final class Signer {

    /** The same by the JDK's name, for certificates. */
    static final String ALGORITHM = "SHA256withECDSA";

    private final ECPrivateKeyParameters key;

    /** @throws IllegalStateException when it is no EC key on P-256 */
    public Signer(PrivateKey key) {
        this.key = P256.of(key)
                .orElseThrow(() -> new IllegalStateException("Signing failed. The key is not an EC key on P-256."));
    }

    public byte[] sign(byte[] content) {
        var signing = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signing.init(true, key);
        BigInteger[] pair = signing.generateSignature(P256.hash(content));
        return new SignatureDer.Pair(pair[0], pair[1]).write();
    }

    @Override
    public String toString() {
        return "Signer[key redacted]";
    }
}
