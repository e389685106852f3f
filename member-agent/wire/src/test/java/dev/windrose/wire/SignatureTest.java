package dev.windrose.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The signatures are the JDK's own kind, whoever computes them: agents and hubs of other versions check them. */
class SignatureTest {
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final byte[] CONTENT = "what is said".getBytes(StandardCharsets.UTF_8);

    private final KeyPair keys = Keys.generate();

    @Test
    void whatIsSignedHereTheJdkFindsGood() throws GeneralSecurityException {
        var jdk = Signature.getInstance(ALGORITHM);
        jdk.initVerify(keys.getPublic());
        jdk.update(CONTENT);

        assertThat(jdk.verify(new Signer(keys.getPrivate()).sign(CONTENT))).isTrue();
    }

    @Test
    void whatTheJdkSignsIsFoundGoodHere() throws GeneralSecurityException {
        var jdk = Signature.getInstance(ALGORITHM);
        jdk.initSign(keys.getPrivate());
        jdk.update(CONTENT);

        assertThat(new Verifier(keys.getPublic()).verify(CONTENT, jdk.sign())).isTrue();
    }

    @Test
    void anyBitThatDiffersMakesItBad() {
        byte[] signature = new Signer(keys.getPrivate()).sign(CONTENT);
        var verifier = new Verifier(keys.getPublic());

        for (int bit = 0; bit < signature.length * 8; bit++) {
            byte[] other = signature.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(verifier.verify(CONTENT, other)).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void bytesThatAreNoSignatureAreBad() {
        byte[] signature = new Signer(keys.getPrivate()).sign(CONTENT);
        var verifier = new Verifier(keys.getPublic());

        assertThat(verifier.verify(CONTENT, new byte[0])).isFalse();
        assertThat(verifier.verify(CONTENT, new byte[] {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00}))
                .isFalse();
        assertThat(verifier.verify(CONTENT, Arrays.copyOf(signature, signature.length - 1)))
                .isFalse();
        assertThat(verifier.verify(CONTENT, Arrays.copyOf(signature, signature.length + 1)))
                .isFalse();
    }

    @Test
    void anotherKeyOrAnotherCurveIsNoKey() throws GeneralSecurityException {
        byte[] signature = new Signer(keys.getPrivate()).sign(CONTENT);
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        KeyPair larger = generator.generateKeyPair();

        assertThat(new Verifier(Keys.generate().getPublic()).verify(CONTENT, signature))
                .isFalse();
        assertThat(new Verifier(larger.getPublic()).verify(CONTENT, signature)).isFalse();
        assertThatThrownBy(() -> new Signer(larger.getPrivate())).hasMessageContaining("P-256");
    }
}
