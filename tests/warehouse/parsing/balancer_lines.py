"""The examples of AWS's user guide, "Access logs for your Application Load Balancer", and lines made after them."""

ELB = "app/my-loadbalancer/50dc6c495c0c9188"
GROUP = "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067"
CERT = "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012"
TLS = "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"
AT = "2018-07-02T22:23:00.186641Z"
CREATED = "2018-07-02T22:22:48.364000Z"
HTTP = (
    f"http {AT} {ELB} 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "
    f'"GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - {GROUP} "Root=1-58337262-36d228ad5d99923122bbe354" '
    f'"-" "-" 0 {CREATED} "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90'
)
HTTPS = (
    f"https {AT} {ELB} 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "
    f'"GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" {TLS} {GROUP} '
    f'"Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "{CERT}" 1 {CREATED} '
    '"authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90 "m.example.com" "-" '
    '"TransformSuccess"'
)
H2 = (
    f"h2 {AT} {ELB} 10.0.1.252:48160 10.0.0.66:9000 0.000 0.002 0.000 200 200 5 257 "
    f'"GET https://10.0.2.105:773/ HTTP/2.0" "curl/7.46.0" {TLS} {GROUP} "Root=1-58337327-72bd00b0343d75b906739c42" '
    f'"-" "-" 1 {CREATED} "redirect" "https://example.com:80/" "-" "10.0.0.66:9000" "200" "-" "-" TID_1234abcd5678ef90'
)
WS = (
    f"ws {AT} {ELB} 10.0.0.140:40914 10.0.1.192:8010 0.001 0.003 0.000 101 101 218 587 "
    f'"GET http://10.0.0.30:80/ HTTP/1.1" "-" - - {GROUP} "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" '
    f'1 {CREATED} "forward" "-" "-" "10.0.1.192:8010" "101" "-" "-" TID_1234abcd5678ef90'
)
WSS = (
    f"wss {AT} {ELB} 10.0.0.140:44244 10.0.0.171:8010 0.000 0.001 0.000 101 101 218 786 "
    f'"GET https://10.0.0.30:443/ HTTP/1.1" "-" {TLS} {GROUP} "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" '
    f'1 {CREATED} "forward" "-" "-" "10.0.0.171:8010" "101" "-" "-" TID_1234abcd5678ef90'
)
LAMBDA = (
    f"http 2018-11-30T22:23:00.186641Z {ELB} 192.168.131.39:2817 - 0.000 0.001 0.000 200 200 34 366 "
    f'"GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - {GROUP} "Root=1-58337364-23a8c76965a2ef7629b185e3" '
    '"-" "-" 0 2018-11-30T22:22:48.364000Z "forward" "-" "-" "-" "-" "-" "-" TID_1234abcd5678ef90'
)
# As the guide had it before 2019: fewer fields.
LAMBDA_FAILED = (
    f"http 2018-11-30T22:23:00.186641Z {ELB} 192.168.131.39:2817 - 0.000 0.001 0.000 502 - 34 366 "
    f'"GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - {GROUP} "Root=1-58337364-23a8c76965a2ef7629b185e3" '
    '"-" "-" 0 2018-11-30T22:22:48.364000Z "forward" "-" "LambdaInvalidResponse"'
)
MALFORMED = (
    f"http {AT} {ELB} 205.210.31.158:61084 - -1 -1 -1 400 - 0 272 "
    f'"- http://www.example.com:80- -" "-" - - - "-" "-" "-" - {CREATED} "-" "-" "-" "-" "-" "-" "-" TID_12ab'
)
NOTHING = MALFORMED.replace("- http://www.example.com:80- -", "- - - ")
GRPC = HTTPS.replace("https ", "grpcs ", 1).replace(
    "GET https://www.example.com:443/ HTTP/1.1", "POST https://www.example.com:443/shop.Orders/Get HTTP/2.0"
)
