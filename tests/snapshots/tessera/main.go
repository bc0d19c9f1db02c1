// Checks a published log with Tessera's fsck: root, checkpoint and every tile of every level.
//
//	usage: tessera SOURCE VKEYFILE
//
// SOURCE is the folder of an export, or the URL under which a server publishes its log.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
)

const workers = 4

func open(source string) (fsck.Fetcher, error) {
	if !strings.Contains(source, "://") {
		return &client.FileFetcher{Root: source}, nil
	}
	root, err := url.Parse(source)
	if err != nil {
		return nil, err
	}
	return client.NewHTTPFetcher(root, nil)
}

func leafHashes(bundle []byte) ([][]byte, error) {
	entries := &api.EntryBundle{}
	if err := entries.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var hashes [][]byte
	for _, entry := range entries.Entries {
		hashes = append(hashes, rfc6962.DefaultHasher.HashLeaf(entry))
	}
	return hashes, nil
}

func check(source, keyFile string) (string, error) {
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return "", err
	}
	verifier, err := note.NewVerifier(strings.TrimSuffix(string(key), "\n"))
	if err != nil {
		return "", err
	}
	fetcher, err := open(source)
	if err != nil {
		return "", err
	}
	options := fsck.Opts{N: workers}
	return verifier.Name(),
		fsck.New(verifier.Name(), verifier, fetcher, leafHashes, options).Check(context.Background())
}

func main() {
	if len(os.Args) != 3 {
		fmt.Println("usage: tessera SOURCE VKEYFILE")
		os.Exit(2)
	}
	origin, err := check(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
	fmt.Println("OK", origin)
}
