// Stands in for a package that reads PKCS #12 files, which the test does not do
// and which not every registry hands out.
exports.getPemFromP12 = () => { throw new Error("certificates are given as PEM here"); };
